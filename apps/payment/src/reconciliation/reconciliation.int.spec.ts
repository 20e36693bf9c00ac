import { randomUUID } from 'node:crypto';
import type { ReconciliationReportView } from '@libs/dto';
import { newId } from '@libs/persistence';
import { DisputesApi } from '../disputes/disputes.api';
import { chargeOf } from '../gateways/gateway-under-test.contract';
import { GatewayUnavailable } from '../gateways/gateway-errors';
import type { MockGateway } from '../gateways/mock/mock.gateway';
import { RefundsApi } from '../refunds/refunds.api';
import { SendRefund } from '../refunds/use-cases/send-refund';
import { pay } from '../testing/pay';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { captured, moneyOf, refund, toldOf } from '../testing/refund';
import { FeesApi } from '../transactions/fees.api';
import { BeginRun } from './use-cases/begin-run';
import { FindMissingThere } from './use-cases/find-missing-there';
import { Reconcile } from './use-cases/reconcile';
import { ReconcilePage } from './use-cases/reconcile-page';
import { RecordRun } from './use-cases/record-run';

let world: PaymentWorld;
/** Whether the gateway's books can be read. */
let isShut = false;
const shutting = (mock: MockGateway) =>
  Object.assign(Object.create(mock) as MockGateway, {
    listMovements: (window: Parameters<MockGateway['listMovements']>[0]) => {
      if (isShut) throw new GatewayUnavailable('server_error');
      return mock.listMovements(window);
    },
  });
beforeAll(async () => {
  world = await paymentWorld(shutting);
});
afterAll(async () => world?.close());
afterEach(() => {
  isShut = false;
  world.ledger.isAway = false;
  world.ledger.wrong.clear();
});

interface Answered {
  status: number;
  body: { data: ReconciliationReportView; details: { code: string } };
}

async function run(body: object = {}, headers: Record<string, string> = {}): Promise<Answered> {
  const answer = await world.app.inject({ method: 'POST', url: '/v1/reconciliation/runs', payload: body, headers });
  return { status: answer.statusCode, body: answer.json() };
}

/** What a run says of one payment, refund or charge. */
async function findingsOn(key: string, body: object = {}) {
  const report = (await run(body)).body.data;
  return report.findings.filter((found) => found.reference === key || found.payment_id === key);
}

/** Nobody is about to write down what the gateway said, and results have had their time to arrive. */
const later = () => world.clock.forward(300);
const change = (paymentId: string, assignment: string) =>
  world.database.query(`UPDATE payment SET ${assignment} WHERE id = $1`, [paymentId]);

/** A payment whose answer was lost: the money is taken, and we do not know. */
async function lost() {
  const request = await world.due();
  const answer = await pay(world, request, { card_number: '4000000000000036' });
  expect(answer.status).toBe(202);
  return { paymentId: answer.body.data.transaction_id, request };
}

describe('what is planted is found', () => {
  it('nothing, when both sides agree', async () => {
    const { paymentId } = await captured(world);
    later();
    const report = (await run()).body.data;
    expect(report).toMatchObject({ status: 'finished', ledger_checked: true, note: null, requested_by: 'key:staff' });
    expect(report.movements).toBeGreaterThan(0);
    expect(report.findings.filter(({ payment_id }) => payment_id === paymentId)).toEqual([]);
    expect(world.ledger.asked).toContainEqual({
      kind: 'payment',
      id: paymentId,
      amount_minor: '2999',
      currency: 'USD',
    });
  });

  it('missing_here: a charge of nobody', async () => {
    const { gatewayReference = '' } = await world.gateway.charge(chargeOf('4242424242424242'));
    expect(await findingsOn(gatewayReference)).toEqual([
      expect.objectContaining({
        kind: 'missing_here',
        subject: 'charge',
        ours: null,
        theirs: { amount: 29.99, currency: 'USD', status: 'succeeded' },
        payment_id: null,
        repaired: false,
        explanation: expect.stringContaining('no payment of ours'),
      }),
    ]);
  });

  it('missing_here: a second charge that names a payment which another one paid', async () => {
    const { paymentId } = await captured(world);
    const { gatewayReference = '' } = await world.gateway.charge(chargeOf('4242424242424242', { paymentId }));
    expect(await findingsOn(gatewayReference)).toMatchObject([{ kind: 'missing_here', repaired: false }]);
  });

  it('missing_here: a refund that was made beside us', async () => {
    const { paymentId, reference } = await captured(world);
    const stranger = { refundId: 'by hand', idempotencyKey: randomUUID(), amountMinor: 1n, currency: 'USD' };
    const made = await world.gateway.refund({ ...stranger, paymentId, chargeReference: reference });
    expect(await findingsOn(made.refundReference ?? '')).toMatchObject([
      { kind: 'missing_here', subject: 'refund', repaired: false },
    ]);
  });

  it('missing_there: a payment of which the gateway knows nothing', async () => {
    const answer = await pay(world, await world.due(), { card_number: '4000000000000002' });
    const paymentId = answer.body.data.transaction_id;
    await change(paymentId, `status = 'success', gateway_reference = 'mock_nothing'`);
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'missing_there', subject: 'charge', reference: 'mock_nothing', theirs: null, repaired: false },
    ]);
  });

  it('a payment whose movement lies outside of the window is not missing there', async () => {
    const { paymentId } = await captured(world);
    const report = (await run({ from: '2020-01-01', to: '2020-01-02' })).body.data;
    expect(report.findings).toEqual([]);
    // Its id is of now, while the gateway booked it by a clock that was ahead.
    const now = new Date(Date.now() + 1000).toISOString();
    expect(await findingsOn(paymentId, { to: now })).toEqual([]);
  });

  it('amount', async () => {
    const { paymentId } = await captured(world);
    await change(paymentId, 'amount_minor = 2998');
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'amount', ours: { amount: 29.98 }, theirs: { amount: 29.99 }, repaired: false },
    ]);
    await change(paymentId, 'amount_minor = 2999');
  });

  it('currency', async () => {
    const { paymentId } = await captured(world);
    await change(paymentId, `currency = 'EUR'`);
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'currency', repaired: false }]);
    await change(paymentId, `currency = 'USD'`);
  });

  it('missing_in_ledger: its result is told once more, as the same event', async () => {
    const { paymentId } = await captured(world);
    later();
    world.ledger.wrong.set(paymentId, null);
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'missing_in_ledger', theirs: null, repaired: true }]);
    const told = await toldOf(world, 'payment_id', paymentId);
    expect(told).toHaveLength(2);
    expect(told[1]?.payload).toEqual(told[0]?.payload);
  });

  it('a result that is young is not missed in the ledger', async () => {
    const { paymentId } = await captured(world);
    world.ledger.wrong.set(paymentId, null);
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('ledger_amount', async () => {
    const { paymentId } = await captured(world);
    later();
    world.ledger.wrong.set(paymentId, { amount_minor: '2998', currency: 'USD' });
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'ledger_amount', ours: { amount: 29.99 }, theirs: { amount: 29.98, status: 'booked' }, repaired: false },
    ]);
    expect(await toldOf(world, 'payment_id', paymentId)).toHaveLength(1);
  });
});

describe('what is safe is repaired', () => {
  it('status: taken there, waiting here', async () => {
    const { paymentId } = await lost();
    expect(await findingsOn(paymentId)).toEqual([]); // Still in somebody's hands.
    later();
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'status', ours: { status: 'processing' }, theirs: { status: 'succeeded' }, repaired: true },
    ]);
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'success' });
    expect(await toldOf(world, 'payment_id', paymentId)).toHaveLength(1);
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('status: taken there, given up here', async () => {
    const { paymentId } = await lost();
    await change(paymentId, `status = 'failed', failure_code = 'gateway_no_record', next_check_at = NULL`);
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'status', repaired: true }]);
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'success' });
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('another amount than was due is recorded only when that is asked for', async () => {
    const { paymentId } = await lost();
    await change(paymentId, `amount_minor = 3500, flag = 'amount_differs', next_check_at = NULL`);
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'amount', repaired: false }]);
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'processing' });
    expect(await findingsOn(paymentId, { accept_amounts: true })).toMatchObject([{ kind: 'amount', repaired: true }]);
    const [row] = await world.database.query(`SELECT status, amount_minor FROM payment WHERE id = $1`, [paymentId]);
    expect(row).toEqual({ status: 'success', amount_minor: '2999' });
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('a refund that was made there and waits here', async () => {
    const { paymentId } = await captured(world);
    const { refundId } = await refund(world, paymentId, { amount: 10 });
    world.gateway.breakNext('lose_answer', 1, 'refund');
    await world.get(SendRefund).execute(refundId);
    expect(await findingsOn(paymentId)).toEqual([]);
    later();
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'status', subject: 'refund', repaired: true }]);
    expect((await world.get(RefundsApi).find(refundId))?.status).toBe('success');
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('a dispute that nobody told us of, and its end', async () => {
    const { paymentId, reference } = await captured(world);
    const { disputeReference } = world.gateway.openDispute(reference);
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'missing_here', subject: 'dispute', reference: disputeReference, ours: null, repaired: true },
    ]);
    const dispute = await world.get(DisputesApi).byReference(disputeReference);
    expect(dispute).toMatchObject({ status: 'open', reason: 'fraudulent' });
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'disputed' });
    world.gateway.closeDispute(disputeReference, 'won');
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'status', subject: 'dispute_reversal', ours: { status: 'open' }, repaired: true },
    ]);
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'success' });
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('fees that only the gateway’s books tell are recorded once', async () => {
    const { paymentId } = await captured(world);
    const feeOf = async () => (await world.get(FeesApi).of([paymentId])).get(paymentId);
    expect(await feeOf()).toBeUndefined();
    await run();
    const fee = await feeOf();
    expect(fee).toMatchObject({ amountMinor: 117n, currency: 'USD' });
    await run();
    expect(await feeOf()).toEqual(fee);
  });
});

/** As the world's own is made, so that a test may stop it. */
const partsOfReconcile = (): ConstructorParameters<typeof Reconcile> => [
  world.get(RecordRun),
  world.get(ReconcilePage),
  world.get(FindMissingThere),
  world.gateway,
];

describe('runs', () => {
  const get = async (path: string) => {
    const answer = await world.app.inject({ method: 'GET', url: `/v1/reconciliation/runs${path}` });
    return { status: answer.statusCode, body: answer.json() };
  };

  it('are listed, newest first, and read by id with what they found', async () => {
    const first = (await run()).body.data;
    const second = (await run()).body.data;
    const { body } = await get('?limit=1');
    expect(body.data).toMatchObject([{ id: second.id, status: 'finished' }]);
    const rest = await get(`?limit=1&cursor=${encodeURIComponent(body.pagination.next_cursor)}`);
    expect(rest.body.data).toMatchObject([{ id: first.id }]);
    expect((await get(`/${first.id}`)).body.data).toEqual(first);
    expect((await get(`/${newId()}`)).status).toBe(404);
    expect((await get('/nothing')).status).toBe(404);
  });

  it('a repeat with the same key is the same run', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await run({}, headers);
    expect(first.status).toBe(201);
    expect(await run({}, headers)).toEqual(first);
  });

  it('run one at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => run()));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, body } of refused) {
      expect([status, body.details.code]).toEqual([409, 'reconciliation_running']);
    }
    const id = await world.get(BeginRun).execute({ requestedBy: 'a test', acceptsAmounts: false });
    expect((await run()).body.details.code).toBe('reconciliation_running');
    await world.get(Reconcile).execute(id, true);
    expect((await run()).status).toBe(201);
  });

  it('one whose process died is closed by the next', async () => {
    const id = await world.get(BeginRun).execute({ requestedBy: 'the dead', acceptsAmounts: false });
    world.clock.forward(121);
    expect((await run()).status).toBe(201);
    expect((await get(`/${id}`)).body.data).toMatchObject({ status: 'failed', note: 'The process that ran it ended.' });
  });

  it('by schedule begin once an hour, whoever looks', async () => {
    const due = () => world.get(BeginRun).whenDue();
    const [one, two] = await Promise.all([due(), due()]);
    const id = one ?? two ?? '';
    expect([one, two].filter(Boolean)).toEqual([id]);
    await world.get(Reconcile).execute(id, true);
    expect((await get(`/${id}`)).body.data).toMatchObject({ status: 'finished', requested_by: 'schedule' });
    expect(await due()).toBeUndefined();
    world.clock.forward(3_601);
    const next = await due();
    expect(next).toEqual(expect.any(String));
    await world.get(Reconcile).execute(next ?? '', true);
  });

  it('say so when the gateway’s books cannot be read', async () => {
    isShut = true;
    const { status, body } = await run();
    expect([status, body.data.status]).toEqual([201, 'failed']);
    expect(body.data.note).toContain('server_error');
    isShut = false;
    expect((await run()).body.data.status).toBe('finished');
  });

  it('say so when the ledger cannot be asked, and compare the rest', async () => {
    const { paymentId } = await captured(world);
    later();
    world.ledger.isAway = true;
    world.ledger.wrong.set(paymentId, null);
    const report = (await run()).body.data;
    expect(report).toMatchObject({
      status: 'finished',
      ledger_checked: false,
      note: expect.stringContaining('ledger'),
    });
    expect(report.findings.filter(({ payment_id }) => payment_id === paymentId)).toEqual([]);
  });

  it('refuse a window that ends before it begins', async () => {
    const { status, body } = await run({ from: '2026-02-01', to: '2026-01-01' });
    expect([status, body.details.code]).toEqual([400, 'validation_failed']);
  });

  it('end at their next step when the service goes down, and are made again', async () => {
    const shutDown = new Reconcile(...partsOfReconcile());
    world.clock.forward(3_601);
    const id = (await world.get(BeginRun).whenDue()) ?? '';
    shutDown.stop();
    await shutDown.execute(id, true);
    expect((await get(`/${id}`)).body.data).toMatchObject({
      status: 'failed',
      note: expect.stringContaining('stopped'),
    });
    const again = await world.get(BeginRun).whenDue();
    expect(again).toEqual(expect.any(String));
    await world.get(Reconcile).execute(again ?? '', true);
  });

  it('read many pages', async () => {
    const before = (await run()).body.data.movements;
    const charges = Array.from({ length: 1_100 }, () => chargeOf('4242424242424242'));
    for (const charge of charges) await world.gateway.charge(charge);
    const report = (await run()).body.data;
    expect(report.movements).toBe(before + charges.length);
    expect(report.mismatches).toBeGreaterThanOrEqual(charges.length);
    expect(report.findings).toHaveLength(1_000);
  });
});
