import type { StripeObject } from '../stripe-objects';

/** Objects of one kind in the order of their creation; a changed object keeps its place. */
export class Collection<T extends StripeObject> {
  private readonly places = new Map<string, number>();
  private readonly items: (T | undefined)[] = [];

  get(id: string): T | undefined {
    const place = this.places.get(id);
    return place === undefined ? undefined : this.items[place];
  }

  put(item: T): void {
    const place = this.places.get(item.id);
    if (place !== undefined) {
      this.items[place] = item;
      return;
    }
    this.places.set(item.id, this.items.length);
    this.items.push(item);
  }

  remove(id: string): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.items[place] = undefined;
    this.places.delete(id);
  }

  /** Newest first, beginning below `startingAfter`; undefined when that object is not there. */
  newestFirst(startingAfter?: string): Iterable<T> | undefined {
    const from = startingAfter === undefined ? this.items.length : this.places.get(startingAfter);
    return from === undefined ? undefined : this.downFrom(from);
  }

  private *downFrom(place: number): Iterable<T> {
    for (let index = place - 1; index >= 0; index -= 1) {
      const item = this.items[index];
      if (item) yield item;
    }
  }
}
