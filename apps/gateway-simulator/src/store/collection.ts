import type { StripeObject } from '../stripe-objects';

interface Entry {
  id: string;
  created: number;
  /** Where the log tells of the object last. */
  at: number;
}

interface CollectionLimits {
  /** So many, changed last, are in memory; the others are read from the log when they are asked for. */
  inMemory: number;
  /** So many, made last, are known at all. */
  known?: number;
}

/** Objects of one kind in the order of their creation; a changed object keeps its place. */
export class Collection<T extends StripeObject> {
  private readonly places = new Map<string, number>();
  private readonly entries: (Entry | undefined)[] = [];
  private readonly inMemory = new Map<string, T>();
  /** Everything before this place is forgotten. */
  private first = 0;

  constructor(
    private readonly limits: CollectionLimits,
    private readonly load: (id: string, at: number) => T,
  ) {}

  get(id: string): T | undefined {
    const place = this.places.get(id);
    return place === undefined ? undefined : this.read(this.entries[place]);
  }

  put(item: T, at: number): void {
    const { id, created } = item;
    const place = this.places.get(id) ?? this.entries.length;
    this.places.set(id, place);
    this.entries[place] = { id, created, at };
    this.inMemory.delete(id);
    this.inMemory.set(id, item);
    this.makeRoom();
  }

  /** Newest first, made at `until` or before, beginning below `startingAfter`; undefined when that object is not there. */
  newestFirst(startingAfter?: string, until = Number.MAX_SAFE_INTEGER): Iterable<T> | undefined {
    const from = startingAfter === undefined ? this.entries.length : this.places.get(startingAfter);
    return from === undefined ? undefined : this.downFrom(from, until);
  }

  private *downFrom(place: number, until: number): Iterable<T> {
    for (let index = place - 1; index >= this.first; index -= 1) {
      const entry = this.entries[index];
      const item = entry && entry.created <= until ? this.read(entry) : undefined;
      if (item) yield item;
    }
  }

  private read(entry: Entry | undefined): T | undefined {
    return entry && (this.inMemory.get(entry.id) ?? this.load(entry.id, entry.at));
  }

  private makeRoom(): void {
    const oldest = this.inMemory.keys().next();
    if (this.inMemory.size > this.limits.inMemory && !oldest.done) this.inMemory.delete(oldest.value);
    for (; this.places.size > (this.limits.known ?? Infinity); this.first += 1) {
      const id = this.entries[this.first]?.id ?? '';
      this.entries[this.first] = undefined;
      this.places.delete(id);
      this.inMemory.delete(id);
    }
  }
}
