import type { PaymentRequestPayload } from '@libs/dto';
import { GatewayOutcomeUnknown } from '../gateways/gateway-errors';
import { chargePayload, consume, dueWithCard } from '../testing/charge';
import { sendEvent } from '../testing/gateway-event';
import { type PaymentWorld } from '../testing/payment-world';
import { WatchedCharges } from './testing/watched-charges';
import { SettleUnknownOutcomes } from './use-cases/settle-unknown-outcomes';

let charges: WatchedCharges;
let world: PaymentWorld;
beforeAll(async () => {
  charges = await WatchedCharges.start();
  ({ world } = charges);
});
beforeEach(() => charges.leaveAlone());
afterAll(async () => world.close());

describe('an automatic charge in trouble', () => {
  it('comes back when the gateway is away, and charges the same payment then', async () => {
    const { request } = await dueWithCard(world);
    world.gateway.breakNext('refuse_connection', 2);
    expect(await consume(world, chargePayload(request))).toMatchObject({ kind: 'snooze' });
    const [first] = await charges.paymentsOf(request.invoiceId);
    expect(first).toMatchObject({ status: 'failed', failure_code: 'gateway_unavailable' });
    expect(await charges.messagesOf(request.invoiceId)).toEqual([]);
    expect(await consume(world, chargePayload(request))).toMatchObject({ kind: 'snooze' });
    expect(await consume(world, chargePayload(request))).toEqual({ kind: 'done' });
    const payments = await charges.paymentsOf(request.invoiceId);
    expect(payments).toMatchObject([{ id: first?.id, status: 'success' }]);
    expect(charges.madeFor(payments)).toHaveLength(1);
  });

  it('charges what is due by then when it was lowered meanwhile, and nothing that was paid or voided', async () => {
    const [lowered, voided] = [(await dueWithCard(world)).request, (await dueWithCard(world)).request];
    world.gateway.breakNext('refuse_connection', 2);
    for (const request of [lowered, voided]) await consume(world, chargePayload(request));
    await consume(world, chargePayload({ ...lowered, amountMinor: 500n, version: 2 }));
    await consume(world, { ...chargePayload({ ...voided, status: 'void', version: 2 }), charge: null });
    expect(await consume(world, chargePayload(voided))).toEqual({ kind: 'done' });
    expect(charges.madeFor(await charges.paymentsOf(lowered.invoiceId))).toMatchObject([{ amountMinor: 500n }]);
    expect(charges.madeFor(await charges.paymentsOf(voided.invoiceId))).toEqual([]);
  });

  it('never repeats a charge whose answer was lost; the worker asks', async () => {
    const { request } = await dueWithCard(world);
    world.gateway.breakNext('lose_answer');
    expect(await consume(world, chargePayload(request))).toEqual({ kind: 'done' });
    expect(await charges.paymentsOf(request.invoiceId)).toMatchObject([{ status: 'processing' }]);
    expect(await consume(world, chargePayload(request))).toEqual({ kind: 'done' });
    world.clock.forward(60);
    await world.get(SettleUnknownOutcomes).execute();
    const payments = await charges.paymentsOf(request.invoiceId);
    expect(payments).toMatchObject([{ status: 'success' }]);
    expect(charges.madeFor(payments)).toHaveLength(1);
  });

  it('leaves the outcome to the gateway’s event when that was quicker than its answer', async () => {
    const { request } = await dueWithCard(world);
    charges.after = async ({ paymentId }, outcome) => {
      const fields = { payment_id: paymentId, gateway_reference: outcome.gatewayReference };
      await sendEvent(world, {
        id: `evt_${paymentId}`,
        type: 'charge.succeeded',
        ...fields,
        amount_minor: '2999',
        currency: 'USD',
      });
    };
    expect(await consume(world, chargePayload(request))).toEqual({ kind: 'done' });
    expect(await charges.paymentsOf(request.invoiceId)).toMatchObject([{ status: 'success' }]);
    expect(await charges.messagesOf(request.invoiceId)).toHaveLength(1);
  });

  describe('a charge that never arrived', () => {
    const ordersOf = (invoiceId: string) =>
      world.database.query<{ payload: PaymentRequestPayload }>(
        `SELECT envelope->'payload' AS payload FROM outbox_message
         WHERE queue = 'q:sub:payment_initiation' AND envelope->'payload'->>'invoice_id' = $1 ORDER BY created_at, id`,
        [invoiceId],
      );
    const neverArrives = async (payload: object) => {
      charges.before = async () => {
        throw new GatewayOutcomeUnknown('connection_lost');
      };
      await consume(world, payload);
      charges.before = undefined;
      world.clock.forward(60);
      await world.get(SettleUnknownOutcomes).execute();
    };

    it('is ordered once more, and nobody hears of a failure', async () => {
      const { request, methodId } = await dueWithCard(world);
      await neverArrives(chargePayload(request));
      expect(await charges.paymentsOf(request.invoiceId)).toMatchObject([
        { status: 'failed', failure_code: 'gateway_no_record' },
      ]);
      expect(await charges.messagesOf(request.invoiceId)).toEqual([]);
      const [order] = await ordersOf(request.invoiceId);
      expect(order?.payload.charge).toEqual({ key: 'issue-again', payment_method_id: methodId });
      await consume(world, order!.payload);
      const payments = await charges.paymentsOf(request.invoiceId);
      expect(payments).toMatchObject([{ status: 'failed' }, { status: 'success', charge_key: 'issue-again' }]);
      expect(charges.madeFor(payments)).toHaveLength(1);
    });

    it('is told as a failure when the second one does not arrive either', async () => {
      const { request } = await dueWithCard(world);
      await neverArrives(chargePayload(request));
      const [order] = await ordersOf(request.invoiceId);
      await neverArrives(order!.payload);
      expect(await ordersOf(request.invoiceId)).toHaveLength(1);
      expect(await charges.messagesOf(request.invoiceId)).toHaveLength(1);
    });

    it('is not ordered again when nothing is due any more', async () => {
      const { request } = await dueWithCard(world);
      charges.before = async () => {
        throw new GatewayOutcomeUnknown('connection_lost');
      };
      await consume(world, chargePayload(request));
      await consume(world, { ...chargePayload({ ...request, status: 'void', version: 2 }), charge: null });
      world.clock.forward(60);
      await world.get(SettleUnknownOutcomes).execute();
      expect(await ordersOf(request.invoiceId)).toEqual([]);
      expect(await charges.messagesOf(request.invoiceId)).toHaveLength(1);
    });
  });
});
