import { randomUUID } from 'node:crypto';
import { Probe } from './testing/probe';
import { NotesController } from './testing/probe.module';

jest.setTimeout(20_000);

let probe: Probe;
let bearer: { Authorization: string };
beforeAll(async () => {
  probe = await Probe.start();
  bearer = { Authorization: `Bearer ${await probe.token(1)}` };
}, 30_000);
afterAll(() => probe.close());

const keyed = (key: string) => ({ 'Idempotency-Key': key, ...bearer });
const post = (text: string, extra: object = {}, headers: Record<string, string> = keyed(text)) =>
  probe.post('/v1/notes/later', { text, ...extra }, headers);
const begun = (text: string) => probe.notes(`begun ${text}`);
const finished = (text: string) => probe.notes(`finished ${text}`);

/** As after a crash of the process that held it. */
async function letLeaseRunOut(key: string): Promise<void> {
  await probe.database.query(`UPDATE idempotency_key SET leased_until = now() WHERE key = $1`, [key]);
}

it('answers when it is finished, and replays that answer byte for byte', async () => {
  const text = randomUUID();
  const first = await post(text);
  expect([first.status, first.body.data]).toEqual([201, { text }]);
  const again = await post(text);
  expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([201, first.text, 'true']);
  expect([await begun(text), await finished(text)]).toEqual([1, 1]);
});

it('may answer with another status', async () => {
  const text = `${randomUUID()}-accepted`;
  expect((await post(text)).status).toBe(202);
  expect((await post(text)).status).toBe(202);
});

it('finishes without a key too, on POST and on PUT', async () => {
  const text = randomUUID();
  const posted = await post(text, {}, bearer);
  expect([posted.status, posted.body.data]).toEqual([201, { text }]);
  const put = await probe.send('/v1/notes/later', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', ...bearer },
    body: JSON.stringify({ text }),
  });
  expect([put.status, put.body.data]).toEqual([200, { text }]);
  const refused = await post(text, { fail: 'card_declined' }, bearer);
  expect([refused.status, refused.body.data]).toEqual([402, { text }]);
});

it('makes a repeat wait while it is being finished', async () => {
  const text = randomUUID();
  const first = post(text, { slowMs: 600 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const meanwhile = await post(text, { slowMs: 600 });
  expect([meanwhile.status, meanwhile.body.details.code]).toEqual([409, 'idempotency_in_progress']);
  expect((await first).status).toBe(201);
  expect([await begun(text), await finished(text)]).toEqual([1, 1]);
});

it('keeps what was begun when the finisher refuses, and replays the refusal', async () => {
  const text = randomUUID();
  const first = await post(text, { fail: 'card_declined' });
  expect([first.status, first.body.data]).toEqual([402, { text }]);
  const finishes = NotesController.finishes;
  const again = await post(text, { fail: 'card_declined' });
  expect([again.text, NotesController.finishes]).toEqual([first.text, finishes]);
  expect([await begun(text), await finished(text)]).toEqual([1, 0]);
});

it('is finished by a repeat after a bug or an outage in between', async () => {
  const text = randomUUID();
  NotesController.finishes = 0;
  expect((await post(text, { fail: 'once' })).status).toBe(500);
  const again = await post(text, { fail: 'once' });
  expect([again.status, again.body.data]).toEqual([201, { text }]);
  expect([await begun(text), await finished(text)]).toEqual([1, 1]);
});

it('does not say that nothing was done when a dependency goes away after the first half', async () => {
  const text = randomUUID();
  const away = await post(text, { fail: 'dependency_unavailable' });
  expect([away.status, away.body.details.code, away.headers.get('retry-after')]).toEqual([503, 'outcome_unknown', '2']);
  expect((await post(text, { fail: 'dependency_unavailable' }, bearer)).body.details.code).toBe('outcome_unknown');
  expect([await begun(text), await finished(text)]).toEqual([2, 0]);
});

it('is finished by a repeat after a crash between the two halves, once the lease has run out', async () => {
  const text = randomUUID();
  // The process that began it is gone: this one never comes back in time to answer.
  const lost = post(text, { slowMs: 1_500 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await post(text, { slowMs: 1_500 })).status).toBe(409);
  await letLeaseRunOut(text);
  const [taken, late] = await Promise.all([post(text, { slowMs: 1_500 }), lost]);
  // Whoever came to its end first has answered; the other repeats that answer.
  expect([taken.status, late.status, taken.text]).toEqual([201, 201, late.text]);
  expect(await begun(text)).toBe(1);
});

it('takes one of many repeats after a crash', async () => {
  const text = randomUUID();
  NotesController.finishes = 0;
  expect((await post(text, { fail: 'once', slowMs: 200 })).status).toBe(500);
  const all = await Promise.all(Array.from({ length: 20 }, () => post(text, { fail: 'once', slowMs: 200 })));
  expect(all.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
  expect(all.every(({ status }) => status === 201 || status === 409)).toBe(true);
  expect([await begun(text), await finished(text), NotesController.finishes]).toEqual([1, 1, 2]);
});

it('refuses the key with another body while it is unfinished', async () => {
  const text = randomUUID();
  NotesController.finishes = 0;
  await post(text, { fail: 'once' });
  const other = await probe.post('/v1/notes/later', { text: 'other' }, keyed(text));
  expect([other.status, other.body.details.code]).toEqual([422, 'idempotency_key_reused']);
});
