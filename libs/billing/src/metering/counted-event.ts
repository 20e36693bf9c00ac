import type { Instant } from '@libs/calendar';

/** What counting needs of a usage event. */
export interface CountedEvent {
  /** Breaks the tie between events of one instant. */
  readonly id: string;
  readonly happenedAt: Instant;
  /** Plain decimal text, up to 12 decimals. */
  readonly quantity: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}
