import { randomUUID } from 'node:crypto';
import { newId } from '@libs/persistence';
import { chargeOf } from '../gateways/gateway-under-test.contract';
import type { GatewayMovement } from '../gateways/gateway';
import { GatewayUnavailable } from '../gateways/gateway-errors';
import type { MockGateway } from '../gateways/mock/mock.gateway';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { reconcile } from '../testing/reconcile';
import { captured } from '../testing/refund';
import { BeginRun } from './use-cases/begin-run';
import { EndOpenDisputes } from './use-cases/end-open-disputes';
import { FindMissingThere } from './use-cases/find-missing-there';
import { Reconcile } from './use-cases/reconcile';
import { ReconcilePage } from './use-cases/reconcile-page';
import { RecordRun } from './use-cases/record-run';

let world: PaymentWorld;
/** Whether the gateway's books can be read. */
let isShut = false;
/** Whether they leave out our own ids, as for what somebody's hand lost there. */
let isBare = false;
const shutting = (mock: MockGateway) =>
  Object.assign(Object.create(mock) as MockGateway, {
    listMovements: (window: Parameters<MockGateway['listMovements']>[0]) => {
      if (isShut) throw new GatewayUnavailable('server_error');
      return isBare ? bare(mock.listMovements(window)) : mock.listMovements(window);
    },
  });
async function* bare(movements: AsyncIterable<GatewayMovement>): AsyncGenerator<GatewayMovement> {
  for await (const { paymentId: _, refundId: __, ...movement } of movements) yield movement;
}
beforeAll(async () => {
  world = await paymentWorld(shutting);
});
afterAll(async () => world?.close());
afterEach(() => {
  isShut = false;
  isBare = false;
  world.ledger.isAway = false;
  world.ledger.wrong.clear();
});

/** As the world's own is made, so that a test may stop it. */
const partsOfReconcile = (): ConstructorParameters<typeof Reconcile> => [
  world.get(RecordRun),
  world.get(ReconcilePage),
  world.get(FindMissingThere),
  world.get(EndOpenDisputes),
  world.gateway,
];

describe('runs', () => {
  const get = async (path: string) => {
    const answer = await world.app.inject({ method: 'GET', url: `/v1/reconciliation/runs${path}` });
    return { status: answer.statusCode, body: answer.json() };
  };

  it('are listed, newest first, and read by id with what they found', async () => {
    const first = (await reconcile(world)).body.data;
    const second = (await reconcile(world)).body.data;
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
    const first = await reconcile(world, {}, headers);
    expect(first.status).toBe(201);
    expect(await reconcile(world, {}, headers)).toEqual(first);
  });

  it('run one at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => reconcile(world)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, body } of refused) {
      expect([status, body.details.code]).toEqual([409, 'reconciliation_running']);
    }
    const id = await world.get(BeginRun).execute({ requestedBy: 'a test', acceptsAmounts: false });
    expect((await reconcile(world)).body.details.code).toBe('reconciliation_running');
    await world.get(Reconcile).execute(id, true);
    expect((await reconcile(world)).status).toBe(201);
  });

  it('one whose process died is closed by the next', async () => {
    const id = await world.get(BeginRun).execute({ requestedBy: 'the dead', acceptsAmounts: false });
    world.clock.forward(121);
    expect((await reconcile(world)).status).toBe(201);
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

  it('by schedule leave no gap, however long the service was down', async () => {
    world.clock.forward(3_601);
    const last = (await world.get(BeginRun).whenDue()) ?? '';
    await world.get(Reconcile).execute(last, true);
    world.clock.forward(5 * 86_400);
    const next = (await world.get(BeginRun).whenDue()) ?? '';
    await world.get(Reconcile).execute(next, true);
    expect((await get(`/${next}`)).body.data.from).toBe((await get(`/${last}`)).body.data.to);
  });

  it('say so when the gateway’s books cannot be read', async () => {
    isShut = true;
    const { status, body } = await reconcile(world);
    expect([status, body.data.status]).toEqual([201, 'failed']);
    expect(body.data.note).toContain('server_error');
    isShut = false;
    expect((await reconcile(world)).body.data.status).toBe('finished');
  });

  it('say so when the ledger cannot be asked, and compare the rest', async () => {
    const { paymentId } = await captured(world);
    world.clock.forward(300);
    world.ledger.isAway = true;
    world.ledger.wrong.set(paymentId, null);
    const report = (await reconcile(world)).body.data;
    expect(report).toMatchObject({
      status: 'finished',
      ledger_checked: false,
      note: expect.stringContaining('ledger'),
    });
    expect(report.findings.filter(({ payment_id }) => payment_id === paymentId)).toEqual([]);
  });

  it('know a movement by the gateway’s own word for it, too', async () => {
    const { paymentId, reference } = await captured(world);
    isBare = true;
    const report = (await reconcile(world)).body.data;
    const about = report.findings.filter((found) => found.payment_id === paymentId || found.reference === reference);
    expect(about).toEqual([]);
  });

  it('refuse a window that ends before it begins', async () => {
    const { status, body } = await reconcile(world, { from: '2026-02-01', to: '2026-01-01' });
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
    const before = (await reconcile(world)).body.data.movements;
    const charges = Array.from({ length: 1_100 }, () => chargeOf('4242424242424242'));
    for (const charge of charges) await world.gateway.charge(charge);
    const report = (await reconcile(world)).body.data;
    expect(report.movements).toBe(before + charges.length);
    expect(report.mismatches).toBeGreaterThanOrEqual(charges.length);
    expect(report.findings).toHaveLength(1_000);
  }, 30_000);
});
