import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as tick } from 'node:timers/promises';
import { CardVault } from './cards/card-vault';
import { Faults } from './control/faults';
import { Engine, type ApiRequest } from './engine';
import { OPERATIONS } from './operations';
import { Store } from './store/store';

const operationOf = (name: string) => OPERATIONS.find((operation) => operation.name === name)!;

describe('while a change is being written', () => {
  let directory: string;
  let store: Store;
  let engine: Engine;
  let finishWriting: () => void;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'engine-'));
    store = await Store.open(directory);
    const written = new Promise<void>((resolve) => {
      finishWriting = resolve;
    });
    const record = store.record.bind(store);
    store.record = (change) => written.then(() => record(change));
    const vault = await CardVault.open(directory);
    engine = new Engine({ store, vault, faults: new Faults(), nowMs: () => Date.now(), webhooksOn: false });
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  const charge: ApiRequest = {
    operation: operationOf('payment_intents.create'),
    pathId: '',
    payload: 'amount=2999&currency=usd&confirm=true&payment_method=pm_card_visa',
    idempotencyKey: 'key-1',
  };

  it('nobody is answered', async () => {
    let answered = false;
    const first = engine.execute(charge).then((reply) => {
      answered = true;
      return reply;
    });
    await tick();
    expect(answered).toBe(false);
    finishWriting();
    expect(await first).toMatchObject({ kind: 'answer', status: 200, replayed: false });
  });

  it('its key is in use, and then replays', async () => {
    const first = engine.execute(charge);
    await expect(engine.execute(charge)).rejects.toMatchObject({ status: 409 });
    finishWriting();
    const { body } = (await first) as { body: string };
    expect(await engine.execute(charge)).toEqual({ kind: 'answer', status: 200, body, replayed: true });
    expect(store.world.movementCount).toBe(1);
  });
});
