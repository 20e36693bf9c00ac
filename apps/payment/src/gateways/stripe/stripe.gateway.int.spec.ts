import { readdir, readFile, rm } from 'node:fs/promises';
import * as net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '@libs/calendar';
import { freePort, SimulatedStripe } from '../../../../gateway-simulator/src/testing/simulated-stripe';
import { describeGatewayContract } from '../gateway.contract';
import { chargeOf, type GatewayUnderTest } from '../gateway-under-test.contract';
import { CONTRACT_WEBHOOK_SECRET } from '../gateway-events.contract';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../gateway-errors';
import { saveOf } from '../gateway-methods.contract';
import { refundable, refundsOf } from '../gateway-refunds.contract';
import { eventually } from '../eventually.contract';
import { readStripeEvent } from './stripe-event';
import { disputeEvent, intentEvent, stripeEvents } from './stripe-events.contract';
import { StripeGateway } from './stripe.gateway';

const TIMEOUT_MS = 1_200;
const OPERATIONS = { charge: 'payment_intents.create', refund: 'refunds.create' };

interface StripeUnderTest extends GatewayUnderTest {
  directory: string;
  order(fault: object): Promise<unknown>;
  journal(): ReturnType<SimulatedStripe['journal']>;
}

const gatewayAt = (apiUrl: string) =>
  new StripeGateway({
    secretKey: 'sk_test_contract',
    webhookSecret: CONTRACT_WEBHOOK_SECRET,
    apiUrl,
    timeoutMs: TIMEOUT_MS,
    clock: new SystemClock(),
  });

async function makeStripe(): Promise<StripeUnderTest> {
  const simulator = await SimulatedStripe.start();
  const order = (fault: object) => simulator.order(fault);
  return {
    directory: simulator.directory,
    order,
    journal: () => simulator.journal(),
    gateway: gatewayAt(simulator.url),
    movements: async () =>
      (await simulator.journal())
        .filter((movement) => movement.kind === 'charge')
        .map((movement) => ({
          paymentId: String(movement.metadata['payment_id']),
          amountMinor: BigInt(movement.amount),
          currency: movement.currency.toUpperCase(),
        })),
    loseNextAnswer: async (call = 'charge') =>
      void (await order({ operation: OPERATIONS[call], fault: 'swallow_answer' })),
    // Twice: a connection that breaks is tried once more, with the same key.
    loseNextRequest: async (call = 'charge') =>
      void (await order({ operation: OPERATIONS[call], fault: 'reset', count: 2 })),
    openDispute: (reference) => simulator.openDispute(reference),
    closeDispute: (reference, outcome) => simulator.closeDispute(reference, outcome),
    ...stripeEvents,
    close: async () => {
      await simulator.stop();
      await rm(simulator.directory, { recursive: true });
    },
  };
}

describeGatewayContract('stripe', makeStripe);

describe('StripeGateway', () => {
  let world: StripeUnderTest;
  beforeAll(async () => {
    world = await makeStripe();
  });
  afterAll(() => world.close());
  const lookupOf = (request: { paymentId: string; idempotencyKey: string }) => ({ ...request, startedAt: new Date() });

  it('a fence overtakes an original that is slow on the network', async () => {
    const request = chargeOf('4242424242424242');
    await world.order({ operation: 'payment_intents.create', fault: 'delay', delay_ms: TIMEOUT_MS + 600 });
    await expect(world.gateway.charge(request)).rejects.toMatchObject({
      name: 'GatewayOutcomeUnknown',
      trouble: 'time_out',
    });
    expect(await world.gateway.findCharge(lookupOf(request))).toEqual({ status: 'not_found' });
    await world.gateway.fence(lookupOf(request));
    await sleep(1000);
    expect(await world.gateway.findCharge(lookupOf(request))).toEqual({ status: 'not_found' });
    expect((await world.movements()).map((movement) => movement.paymentId)).not.toContain(request.paymentId);
  });

  it('a card is saved for an account whose customer was deleted in the dashboard, at one new customer', async () => {
    const customerReference = 'cus_deleted';
    const save = (request: ReturnType<typeof saveOf>) => world.gateway.saveMethod({ ...request, customerReference });
    const request = saveOf('4242424242424242');
    const saved = await save(request);
    expect(saved).toMatchObject({ status: 'saved', customerReference: expect.not.stringContaining('deleted') });
    expect(await save(request)).toEqual(saved);
    const { accountId } = request;
    const second = await save({ ...saveOf('4242424242424242'), accountId });
    expect(second).toMatchObject({ customerReference: (saved as { customerReference: string }).customerReference });
  });

  it('a single reset is tried again with the same key', async () => {
    const request = chargeOf('4242424242424242');
    await world.order({ operation: 'payment_intents.create', fault: 'reset', count: 1 });
    expect((await world.gateway.charge(request)).status).toBe('succeeded');
  });

  it.each([
    ['payment_intents.create', 'error_500', GatewayOutcomeUnknown],
    ['payment_intents.create', 'error_429', GatewayUnavailable],
    ['payment_intents.create', 'hang', GatewayOutcomeUnknown],
    ['payment_methods.create', 'error_500', GatewayUnavailable],
    ['payment_methods.create', 'hang', GatewayUnavailable],
    ['payment_methods.create', 'error_429', GatewayUnavailable],
  ])('%s with %s', async (operation, fault, expected) => {
    await world.order({ operation, fault });
    await expect(world.gateway.charge(chargeOf('4242424242424242'))).rejects.toBeInstanceOf(expected);
  });

  it.each([
    ['customers.create', 'hang'],
    ['payment_methods.create', 'error_500'],
    ['setup_intents.create', 'swallow_answer'],
    ['setup_intents.create', 'error_429'],
  ])('saving a card while %s meets %s is merely repeated', async (operation, fault) => {
    const request = saveOf('4242424242424242');
    await world.order({ operation, fault });
    await expect(world.gateway.saveMethod(request)).rejects.toBeInstanceOf(GatewayUnavailable);
    const saved = await world.gateway.saveMethod(request);
    expect(saved).toMatchObject({ status: 'saved' });
    expect(await world.gateway.saveMethod(request)).toEqual(saved);
  });

  it.each([
    ['error_500', GatewayOutcomeUnknown],
    ['error_429', GatewayUnavailable],
    ['hang', GatewayOutcomeUnknown],
  ])('a refund that meets %s', async (fault, expected) => {
    const { refundOf } = await refundable(world);
    await world.order({ operation: 'refunds.create', fault });
    await expect(world.gateway.refund(refundOf())).rejects.toBeInstanceOf(expected);
  });

  it('a refund may be on its way first, and may come back', async () => {
    const refundOn = async (number: string) => {
      const charge = chargeOf(number);
      const { gatewayReference: chargeReference = '' } = await world.gateway.charge(charge);
      const keys = { refundId: `refund-${number}`, idempotencyKey: `refund-key-${number}` };
      const request = { ...keys, paymentId: charge.paymentId, chargeReference, amountMinor: 2999n, currency: 'USD' };
      return { request, made: await world.gateway.refund(request) };
    };
    const slow = await refundOn('4000000000007726');
    const lost = await refundOn('4000000000005126');
    expect([slow.made.status, lost.made.status]).toEqual(['processing', 'succeeded']);
    const find = ({ request }: typeof slow) => world.gateway.findRefund({ ...request, startedAt: new Date() });
    await eventually(async () => expect(await find(slow)).toMatchObject({ status: 'succeeded' }));
    const cameBack = { status: 'failed', code: 'card_account_closed' };
    await eventually(async () => expect(await find(lost)).toMatchObject(cameBack));
    const movements = await refundsOf(world, lost.request.chargeReference);
    expect(movements.map((movement) => movement.status)).toEqual(['failed', 'failed']);
  });

  it('sends our own key with every call that makes something', async () => {
    const saving = saveOf('4242424242424242');
    await world.gateway.saveMethod(saving);
    const { charge, refundOf } = await refundable(world);
    const refund = refundOf();
    await world.gateway.refund(refund);
    const log = await readFile(join(world.directory, 'movements.jsonl'), 'utf8');
    const keys = [...log.matchAll(/"answer":\{"key":"([^"]+)"/g)].map(([, key]) => key);
    const ours = [saving.idempotencyKey, `${saving.idempotencyKey}:card`, `customer-${saving.accountId}`];
    expect(keys).toEqual(expect.arrayContaining([...ours, charge.idempotencyKey, refund.idempotencyKey]));
    expect(keys.filter((key) => key?.startsWith('stripe-node'))).toEqual([]);
    const refunds = (await world.journal()).filter((movement) => movement.kind === 'refund');
    expect(refunds.at(-1)?.idempotency_key).toBe(refund.idempotencyKey);
  });

  it.each<[string, object]>([
    ['an inquiry that took no money', disputeEvent('warning_needs_response', 'charge.dispute.created')],
    ['an inquiry that ended', disputeEvent('warning_closed', 'charge.dispute.closed')],
    ['a canceled intent that is a fence', intentEvent({ fence_for: 'x' }, 'payment_intent.canceled')],
    ['anything else', intentEvent({ payment_id: 'pay_1' }, 'payment_intent.created')],
  ])('is not moved by %s', (_, event) => {
    expect(readStripeEvent(Buffer.from(JSON.stringify(event)))).toMatchObject({ id: 'evt_1', kind: 'other' });
  });

  it('an inquiry that becomes a dispute is opened when the money goes', () => {
    const event = disputeEvent('needs_response', 'charge.dispute.funds_withdrawn');
    expect(readStripeEvent(Buffer.from(JSON.stringify(event)))).toMatchObject({ kind: 'dispute_opened' });
  });

  it('a failed look-up is not "not found"', async () => {
    await world.order({ operation: 'payment_intents.list', fault: 'error_500' });
    const lookup = lookupOf(chargeOf('4242424242424242'));
    await expect(world.gateway.findCharge(lookup)).rejects.toBeInstanceOf(GatewayUnavailable);
  });

  it('a gateway that is not there has surely charged nothing', async () => {
    const gateway = gatewayAt(`http://127.0.0.1:${await freePort()}`);
    const unavailable = { name: 'GatewayUnavailable', trouble: 'connection_refused' };
    await expect(gateway.charge(chargeOf('4242424242424242'))).rejects.toMatchObject(unavailable);
    await expect(gateway.ping()).rejects.toMatchObject(unavailable);
  });

  it('a gateway that dies with the request in hand may have charged', async () => {
    // Reads the request, closes its door for good, then breaks the connection: the second try is refused.
    const server = net.createServer((socket) => socket.once('data', () => server.close() && socket.resetAndDestroy()));
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const request = chargeOf('', { source: { token: 'pm_card_visa' } });
    await expect(gatewayAt(`http://127.0.0.1:${port}`).charge(request)).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
  });

  it('finds a charge behind hundreds of younger ones', async () => {
    const request = chargeOf('4242424242424242');
    await world.gateway.charge(request);
    // More than two pages of a list; a few at a time, since a busy machine answers hundreds at once too late.
    for (let batch = 0; batch < 25; batch++) {
      await Promise.all(Array.from({ length: 10 }, () => world.gateway.charge(chargeOf('4242424242424242'))));
    }
    expect(await world.gateway.findCharge(lookupOf(request))).toMatchObject({ status: 'succeeded' });
  });

  it('keeps card numbers out of errors and out of the simulator’s files', async () => {
    const number = '4242424242424241';
    const error: unknown = await world.gateway.charge(chargeOf(number)).catch((reason: unknown) => reason);
    await world.gateway.charge(chargeOf('4111111111111111'));
    expect(`${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(number);
    const files = await readdir(world.directory);
    const texts = await Promise.all(files.map((file) => readFile(join(world.directory, file), 'latin1')));
    expect(texts.join()).toContain('"last4":"1111"');
    expect(texts.join()).not.toMatch(/4111111111111111|4242424242424241|"123"/);
  });
});
