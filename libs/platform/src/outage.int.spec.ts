import { randomUUID } from 'node:crypto';
import { RedisSessionRevocations } from './session-revocations';
import { COMMIT_LOCK } from './testing/note.table';
import { Probe, type Answered } from './testing/probe';

let probe: Probe;
let bearer: { Authorization: string };
beforeEach(async () => {
  probe = await Probe.start();
  bearer = { Authorization: `Bearer ${await probe.token(1)}` };
  expect((await read()).status).toBe(200);
}, 30_000);
afterEach(() => probe.close(), 20_000);

const read = () => probe.send('/v1/notes', { headers: bearer });
const write = (key: string) => probe.post('/v1/notes', { text: key }, { ...bearer, 'Idempotency-Key': key });
const COMMITTING = `
  SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
  WHERE locktype = 'advisory' AND objid = ${COMMIT_LOCK} AND NOT granted AND datname = current_database()`;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function heals(work: () => Promise<Answered>, status: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await work()).status === status) return;
    await pause(250);
  }
  throw new Error('it did not heal');
}

const expectUnavailable = (answer: Answered) =>
  expect([answer.status, answer.body.details.code, answer.headers.get('retry-after')]).toEqual([
    503,
    'dependency_unavailable',
    '2',
  ]);

it('says 503 while PostgreSQL is frozen, lives, is not ready, and heals (promise 9)', async () => {
  probe.postgresWire.freeze();
  const [reading, writing, alive, ready] = await Promise.all([
    read(),
    write('frozen'),
    probe.send('/health'),
    probe.send('/health/ready'),
  ]);
  expectUnavailable(reading);
  expectUnavailable(writing);
  expect([alive.status, ready.status]).toEqual([200, 503]);
  expect(ready.text).toMatch(/"database":\{"status":"unhealthy"/);
  expect(ready.text).not.toMatch(/127\.0\.0\.1|timeout|postgres/i);
  probe.postgresWire.thaw();
  await heals(read, 200);
  await heals(() => probe.send('/health/ready'), 200);
  await heals(() => write('frozen'), 201);
  expect(await probe.notes('user:1: frozen')).toBe(1);
}, 40_000);

it('says 503 while PostgreSQL is gone, and heals', async () => {
  await probe.postgresWire.cut();
  expectUnavailable(await read());
  expectUnavailable(await write('gone'));
  expect((await probe.send('/health')).status).toBe(200);
  expect((await probe.send('/health/ready')).status).toBe(503);
  await probe.postgresWire.mend();
  await heals(read, 200);
  await heals(() => write('gone'), 201);
  expect(await probe.notes('user:1: gone')).toBe(1);
}, 40_000);

it('survives connections that die in the middle of transactions', async () => {
  const slow = Array.from({ length: 5 }, (_, at) =>
    probe.post('/v1/notes', { text: `dies ${at}`, slowMs: 500 }, { ...bearer, 'Idempotency-Key': `dies ${at}` }),
  );
  await pause(250);
  await probe.postgresWire.cut();
  expect((await Promise.all(slow)).map((answer) => answer.status)).toEqual([503, 503, 503, 503, 503]);
  await probe.postgresWire.mend();
  await heals(read, 200);
  expect(await probe.notes('dies 0')).toBe(0);
}, 40_000);

it('says so when nobody heard whether it was committed, and a repeat with the same key tells', async () => {
  await probe.database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [COMMIT_LOCK]);
    const first = write('in doubt');
    while ((await tx.query(COMMITTING)).length === 0);
    await probe.postgresWire.cut();
    const { status, body, headers } = await first;
    expect([status, body.details.code, headers.get('retry-after')]).toEqual([503, 'outcome_unknown', '2']);
  });
  while ((await probe.notes('in doubt')) === 0);
  await probe.postgresWire.mend();
  await heals(() => write('in doubt'), 201);
  expect((await write('in doubt')).headers.get('idempotent-replayed')).toBe('true');
  expect(await probe.notes('in doubt')).toBe(1);
}, 40_000);

it('goes on without a frozen Redis, is not ready, and heals', async () => {
  probe.redisWire.freeze();
  expect((await read()).status).toBe(200);
  const others = await Promise.all(Array.from({ length: 10 }, (_, at) => write(`without ${at}`)));
  expect(others.map((answer) => answer.status)).toEqual(Array(10).fill(201));
  expect(others[0]?.headers.get('ratelimit')).toMatch(/^"caller"/);
  const [alive, ready] = await Promise.all([probe.send('/health'), probe.send('/health/ready')]);
  expect([alive.status, ready.status]).toEqual([200, 503]);
  probe.redisWire.thaw();
  await heals(() => probe.send('/health/ready'), 200);
}, 40_000);

it('goes on without a Redis that is gone, and heals', async () => {
  await probe.redisWire.cut();
  for (let i = 0; i < 5; i++) expect((await write(`gone ${i}`)).status).toBe(201);
  expect((await probe.send('/health/ready')).status).toBe(503);
  await probe.redisWire.mend();
  await heals(() => probe.send('/health/ready'), 200);
}, 40_000);

it('remembers ended sessions though Redis is away or wiped, and tells the others later', async () => {
  const here = probe.app.get(RedisSessionRevocations);
  const ended = randomUUID();
  const other = await Probe.start();
  try {
    const status = async () => {
      const headers = { Authorization: `Bearer ${await other.token(1, 'customer', { sid: ended })}` };
      return other.send('/v1/notes', { headers });
    };
    await probe.redisWire.cut();
    await here.revoke([ended]);
    expect(here.isRevoked(ended)).toBe(true);
    expect((await status()).status).toBe(200);
    await probe.redisWire.mend();
    await heals(status, 401);
    // What was heard stays known, whatever becomes of Redis.
    await other.redisWire.cut();
    await pause(2_500);
    expect((await status()).status).toBe(401);
  } finally {
    await other.close();
  }
}, 40_000);
