import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CardVault } from '../cards/card-vault';
import { Faults } from '../control/faults';
import { Engine } from '../engine';
import { OPERATIONS } from '../operations';
import { Store } from './store';

/** More than is kept in memory of each kind. */
const CHARGES = 5_200;

describe('a history that is longer than what is in memory', () => {
  let directory: string;
  let store: Store;
  let vault: CardVault;
  let nowMs = Date.UTC(2030, 0, 1);
  const ids: string[] = [];

  const call = async (name: string, payload: string, facts: { pathId?: string; key?: string } = {}) => {
    const operation = OPERATIONS.find((candidate) => candidate.name === name)!;
    const engine = new Engine({ store, vault, faults: new Faults(), nowMs: () => nowMs, webhooksOn: true });
    const reply = await engine.execute({ operation, payload, pathId: facts.pathId ?? '', idempotencyKey: facts.key });
    if (reply.kind !== 'answer') throw new Error(reply.kind);
    return { replayed: reply.replayed, body: JSON.parse(reply.body) as { id: string; data: { id: string }[] } };
  };
  const charge = (index: number) =>
    call('payment_intents.create', `amount=${1000 + index}&currency=usd&confirm=true&payment_method=pm_card_visa`, {
      key: `key-${index}`,
    });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'long-history-'));
    store = await Store.open(directory);
    vault = await CardVault.open(directory);
    for (let index = 0; index < CHARGES; index += 100) {
      nowMs += 1000;
      const page = await Promise.all(Array.from({ length: 100 }, (_, offset) => charge(index + offset)));
      ids.push(...page.map(({ body }) => body.id));
    }
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  const restart = async () => {
    await store.close();
    store = await Store.open(directory);
  };

  describe.each([
    ['before', async () => undefined],
    ['after', restart],
  ])('%s a restart', (_, prepare) => {
    beforeAll(prepare);

    it('the oldest payment is read, listed and refunded', async () => {
      expect(store.world.all('payment_intent').get(ids[0]!)).toMatchObject({ id: ids[0], amount: 1000 });
      const listed = await call('payment_intents.list', `limit=3&created[lte]=${Date.UTC(2030, 0, 1) / 1000 + 1}`);
      expect(listed.body.data.map(({ id }) => id)).toEqual([ids[99], ids[98], ids[97]]);
      await call('refunds.create', `payment_intent=${ids[0]}&amount=100`);
      const intent = store.world.all('payment_intent').get(ids[0]!);
      expect(store.world.all('charge').get(intent?.latest_charge ?? '')).toHaveProperty('amount_refunded');
    });

    it('the oldest key replays', async () => {
      expect(await charge(0)).toMatchObject({ replayed: true, body: { id: ids[0], amount: 1000 } });
      const { movementCount } = store.world;
      expect((await store.journal(0, 10_000)).filter(({ kind }) => kind === 'charge')).toHaveLength(CHARGES);
      expect(store.world.movementCount).toBe(movementCount);
    });

    it('the journal is whole, from any number on', async () => {
      const all = await store.journal(0, 10_000);
      expect(all.map(({ seq }) => seq)).toEqual(all.map((_movement, index) => index + 1));
      expect(await store.journal(499, 3)).toEqual(all.slice(499, 502));
      expect(await store.journal(1234, 2)).toEqual(all.slice(1234, 1236));
      expect(await store.journal(all.length, 2)).toEqual([]);
    });

    it('an event that is not delivered yet is not lost', () => {
      expect(store.world.undelivered.size).toBeGreaterThanOrEqual(CHARGES);
      const [first] = store.world.undelivered.keys();
      expect(store.world.waitingEvent(first!)).toMatchObject({ data: { object: { id: ids[0] } } });
    });
  });

  it('what was refunded twice is added up', async () => {
    const intent = store.world.all('payment_intent').get(ids[0]!);
    expect(store.world.all('charge').get(intent!.latest_charge!)).toMatchObject({ amount_refunded: 200 });
  });
});
