import { AsyncResource } from 'node:async_hooks';
import { InvariantBroken } from '@libs/errors';

export interface BatcherOptions<Item, Result> {
  /** Does the whole batch, and answers each item at its own place. */
  run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Two items alike never share a batch: the second waits for the first to be done. */
  keyOf: (item: Item) => string;
  sizeMax: number;
  /** Batches under way at the same time. */
  lanes: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Does together what comes together. Nobody waits for company: an item that comes alone goes alone, and while a batch is
 * under way the next one gathers. When a batch fails, each of its items is tried on its own, so that one cannot spoil it for all.
 */
export class Batcher<Item, Result> {
  // A batch belongs to none of those who asked for a part of it.
  private readonly detached = new AsyncResource('Batcher');
  private waiting: Waiting<Item, Result>[] = [];
  private underWay = 0;
  private isWoken = false;

  constructor(private readonly options: BatcherOptions<Item, Result>) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.wake();
    });
  }

  /** At the end of this turn of the event loop, so that what arrives in one turn is one batch. */
  private wake(): void {
    if (this.isWoken || this.underWay >= this.options.lanes) return;
    this.isWoken = true;
    setImmediate(() => {
      this.isWoken = false;
      this.detached.runInAsyncScope(() => this.fill());
    });
  }

  private fill(): void {
    while (this.underWay < this.options.lanes && this.waiting.length > 0) {
      this.underWay += 1;
      void this.work(this.take()).finally(() => {
        this.underWay -= 1;
        if (this.waiting.length > 0) this.wake();
      });
    }
  }

  private take(): Waiting<Item, Result>[] {
    const { keyOf, sizeMax } = this.options;
    const keys = new Set<string>();
    const taken: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    for (const waiting of this.waiting) {
      const key = keyOf(waiting.item);
      const fits = taken.length < sizeMax && !keys.has(key);
      if (fits) taken.push(waiting);
      else left.push(waiting);
      keys.add(key);
    }
    this.waiting = left;
    return taken;
  }

  private async work(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      await this.runAll(batch);
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else await Promise.all(batch.map((waiting) => this.work([waiting])));
    }
  }

  private async runAll(batch: Waiting<Item, Result>[]): Promise<void> {
    const results = await this.options.run(batch.map(({ item }) => item));
    if (results.length !== batch.length) throw new InvariantBroken('a batch answered for another number of items');
    batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
  }
}
