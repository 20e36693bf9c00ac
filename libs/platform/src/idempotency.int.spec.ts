import { API_KEY, Probe } from './testing/probe';
import { NotesController } from './testing/probe.module';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

jest.setTimeout(20_000);

let probe: Probe;
let bearer: { Authorization: string };
beforeAll(async () => {
  probe = await Probe.start();
  bearer = { Authorization: `Bearer ${await probe.token(1)}` };
}, 30_000);
afterAll(() => probe.close());

const keyed = (key: string, more: Record<string, string> = bearer) => ({ 'Idempotency-Key': key, ...more });
const note = (text: string, extra: object = {}) => ({ text, ...extra });

it('has one effect of fifty requests with one key at once, and one answer for all', async () => {
  const text = randomUUID();
  const headers = keyed(text);
  const all = await Promise.all(
    Array.from({ length: 50 }, () => probe.post('/v1/notes', note(text, { slowMs: 50 }), headers)),
  );
  expect(await probe.notes(text)).toBe(1);
  const good = all.filter((answer) => answer.status === 201);
  const waiting = all.filter((answer) => answer.status === 409);
  expect(good.length + waiting.length).toBe(50);
  expect(new Set(good.map((answer) => answer.text)).size).toBe(1);
  expect(good.filter((answer) => !answer.headers.has('idempotent-replayed'))).toHaveLength(1);
  for (const answer of waiting) expect(answer.body.details.code).toBe('idempotency_in_progress');
});

it('replays byte for byte, also after Redis was wiped', async () => {
  const text = randomUUID();
  const first = await probe.post('/v1/notes', note(text), keyed(text));
  const again = await probe.post('/v1/notes/', note(text), keyed(text));
  expect(first.status).toBe(201);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect([again.status, again.text, again.headers.get('content-type')]).toEqual([
    201,
    first.text,
    first.headers.get('content-type'),
  ]);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  // Nothing of it is in Redis: with the wire cut the answer is the same.
  await probe.redisWire.cut();
  const without = await probe.post('/v1/notes', note(text), keyed(text));
  await probe.redisWire.mend();
  expect([without.status, without.text]).toEqual([201, first.text]);
  expect(await probe.notes(text)).toBe(1);
});

it.each([
  ['another body', '/v1/notes', 'other'],
  ['another path', '/v1/notes/secret', undefined],
  ['another query', '/v1/notes?a=1', undefined],
])('refuses the key with %s', async (_, path, other) => {
  const text = randomUUID();
  const headers = keyed(text, { 'X-API-Key': API_KEY });
  expect((await probe.post('/v1/notes', note(text), headers)).status).toBe(201);
  const again = await probe.post(path, note(other ?? text), headers);
  expect([again.status, again.body.details.code]).toEqual([422, 'idempotency_key_reused']);
});

it('never replays to another caller', async () => {
  const text = randomUUID();
  const other = { Authorization: `Bearer ${await probe.token(2)}` };
  await probe.post('/v1/notes', note(text), keyed(text));
  const theirs = await probe.post('/v1/notes', note(text), keyed(text, other));
  expect([theirs.status, theirs.headers.get('idempotent-replayed')]).toEqual([201, null]);
  expect(await probe.notes(text)).toBe(2);
});

it('keeps a refusal without its effect, and replays it', async () => {
  const text = randomUUID();
  const body = note(text, { fail: 'invoice_not_open' });
  const first = await probe.post('/v1/notes', body, keyed(text));
  const runs = NotesController.runs;
  const again = await probe.post('/v1/notes', body, keyed(text));
  expect([first.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([409, first.text, 'true']);
  expect(NotesController.runs).toBe(runs);
  expect(await probe.notes(text)).toBe(0);
});

it.each([
  ['crash', 500],
  ['dependency_unavailable', 503],
  ['rate_limited', 429],
  ['invalid_credentials', 401],
])('keeps nothing of a %s: the key may be tried again', async (fail, status) => {
  const text = randomUUID();
  const body = note(text, { fail });
  for (const runs of [NotesController.runs + 1, NotesController.runs + 2]) {
    const answer = await probe.post('/v1/notes', body, keyed(text));
    expect([answer.status, NotesController.runs]).toEqual([status, runs]);
  }
  expect(await probe.notes(text)).toBe(0);
});

it('commits effect and key together: a row that cannot be kept takes the answer with it', async () => {
  const text = randomUUID();
  const slow = probe.post('/v1/notes', note(text, { slowMs: 800 }), keyed(text));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await probe.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()`,
  );
  const lost = await slow;
  expect([lost.status, await probe.notes(text)]).toEqual([503, 0]);
  const again = await probe.post('/v1/notes', note(text, { slowMs: 800 }), keyed(text));
  expect([again.status, again.headers.get('idempotent-replayed'), await probe.notes(text)]).toEqual([201, null, 1]);
});

it('forgets a key after 24 hours', async () => {
  const text = randomUUID();
  const age = (hours: string) =>
    probe.database.query(`UPDATE idempotency_key SET created_at = created_at - $2::interval WHERE key = $1`, [
      text,
      hours,
    ]);
  await probe.post('/v1/notes', note(text), keyed(text));
  await age('23 hours 59 minutes');
  await probe.post('/v1/notes', note(text), keyed(text));
  expect(await probe.notes(text)).toBe(1);
  await age('1 minute');
  const anew = await probe.post('/v1/notes', note(text), keyed(text));
  expect([anew.status, anew.headers.get('idempotent-replayed'), await probe.notes(text)]).toEqual([201, null, 2]);
  const replayed = await probe.post('/v1/notes', note(text), keyed(text));
  expect(replayed.text).toBe(anew.text);
});

it('stores answers with secrets unreadable, and replays them', async () => {
  const text = randomUUID();
  const headers = keyed(text, { 'X-API-Key': API_KEY });
  const first = await probe.post('/v1/notes/secret', note(text), headers);
  expect(first.body.data).toEqual({ token: `secret-${text}` });
  const [row] = await probe.database.query<{ body: Buffer }>(`SELECT body FROM idempotency_key WHERE key = $1`, [text]);
  expect(row?.body.toString('latin1')).not.toContain(text);
  expect((await probe.post('/v1/notes/secret', note(text), headers)).text).toBe(first.text);
});

it.each([['x'.repeat(256)], [' '], ['ünï']])('refuses the key %j', async (key) => {
  const answer = await probe.post('/v1/notes', note('never'), keyed(Buffer.from(key).toString('latin1')));
  expect([answer.status, answer.body.details.code]).toEqual([400, 'idempotency_key_invalid']);
});

it('does a deadlock over again, unseen (promise 56), with a key and without', async () => {
  await probe.database.query(`INSERT INTO note (id, text) VALUES (1000001, 'a'), (1000002, 'b')`);
  for (const key of ['', randomUUID()]) {
    const runs = NotesController.runs;
    const headers = (suffix: string) => (key ? keyed(key + suffix) : bearer);
    const answers = await Promise.all([
      probe.post('/v1/notes/swap', note('1000001,1000002'), headers('1')),
      probe.post('/v1/notes/swap', note('1000002,1000001'), headers('2')),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const [row] = await probe.database.query<{ deadlocks: string }>(
      `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`,
    );
    expect(Number(row?.deadlocks ?? 0) + (NotesController.runs - runs)).toBeGreaterThan(2);
  }
  const rows = await probe.database.query<{ text: string }>(`SELECT text FROM note WHERE id > 1000000 ORDER BY id`);
  expect(rows.map((row) => row.text)).toEqual(['a!!!!', 'b!!!!']);
}, 20_000);

it('keeps its rows out of reach of nobody but the owner', async () => {
  const owner = new Client({ connectionString: probe.config.subscriptionDatabase.url });
  await owner.connect();
  await expect(owner.query(`DROP TABLE idempotency_key`)).rejects.toThrow(/owner/);
  await owner.end();
});
