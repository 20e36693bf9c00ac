/** What a plan costs and how often; the witness's own words, nothing of the kernel. */
export interface Terms {
  readonly id: number;
  /** For one cycle, all seats. */
  readonly cents: number;
  readonly seats: number;
  /** Of a call that is used. */
  readonly callCents: number;
  readonly unit: 'week' | 'month' | 'year';
  readonly isInArrears: boolean;
}

/** A stretch that one bill pays for, at one price. */
export interface Stretch {
  readonly start: number;
  /** To where it is billed; pauses move it. */
  end: number;
  readonly terms: Terms;
  /** Milliseconds that the price buys. */
  readonly cycle: number;
  served: { from: number; to: number }[];
  isBilled: boolean;
  /** The part of what was billed that staff left standing, before any of it was given back. */
  standing: number;
  /** What staff took off after that. */
  creditedCents: number;
}

const WEEK = 7 * 86_400_000;

/** `count` cycles after an instant, on the UTC calendar, the day clamped. */
function stepped(from: number, unit: Terms['unit'], count: number): number {
  if (unit === 'week') return from + count * WEEK;
  const date = new Date(from);
  const month = date.getUTCMonth() + count * (unit === 'year' ? 12 : 1);
  const daysMax = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), daysMax);
  return Date.UTC(date.getUTCFullYear(), month, day) + (from % 86_400_000);
}

/**
 * An oracle that knows a calendar and a price list: which second was served at which price, and whose bill is void. It is told
 * what was done, never what the kernel made of it. All instants are milliseconds of whole seconds.
 */
export class ServedTime {
  readonly past: Stretch[] = [];
  now: number;
  present: Stretch;
  /** Where the present period began; a change in between opens a stretch, not a period. */
  periodStart: number;
  next: Terms | null = null;
  end: { at: number; isRefunded: boolean } | null = null;
  pausedAt: number | null = null;
  hasEnded = false;
  private anchor: number;
  private cycleEnd = 0;

  constructor(
    start: number,
    terms: Terms,
    private billingDay: number | null,
  ) {
    this.now = start;
    this.periodStart = start;
    this.anchor = this.anchorFrom(start, terms.unit);
    this.present = this.begin(start, terms);
  }

  /** Serves until an instant, renewing on the way; says when it ended instead. */
  until(target: number): void {
    while (!this.hasEnded && this.now < target) {
      const stop = Math.min(target, this.end?.at ?? target, this.pausedAt === null ? this.present.end : target);
      if (this.pausedAt === null) this.serve(stop);
      this.now = stop;
      if (this.end && this.end.at <= stop) this.ends(stop, this.end.isRefunded);
      else if (this.pausedAt === null && stop === this.present.end) this.renew();
    }
    this.now = target;
  }

  /** On other terms from an instant on, which may lie back: what was served since then was at the new price. */
  change(at: number, terms: Terms, endKnownThen = this.end?.at ?? null): void {
    const upTo = this.now;
    this.cutAt(at);
    this.now = at;
    this.next = null;
    const { unit } = this.present.terms;
    if (unit === terms.unit) {
      const { end, cycle } = this.present;
      this.past.push(this.present);
      this.present = { ...fresh(at, terms), end, cycle };
    } else {
      this.past.push(this.present);
      if (unit === 'week' || terms.unit === 'week') this.billingDay = null;
      this.anchor = this.anchorFrom(at, terms.unit);
      this.periodStart = at;
      this.present = this.begin(at, terms, endKnownThen);
    }
    this.until(upTo);
  }

  pause(): void {
    this.pausedAt = this.now;
  }

  resume(): void {
    const length = this.now - (this.pausedAt ?? this.now);
    this.pausedAt = null;
    if (this.billingDay !== null) {
      this.past.push(this.present);
      this.periodStart = this.now;
      this.present = this.begin(this.now, this.present.terms, null);
      return;
    }
    this.present.end += length;
    this.anchor = this.present.end;
    this.cycleEnd = this.present.end;
  }

  /** Ends now, or as of an instant in the past. */
  ends(at: number, isRefunded: boolean): void {
    this.hasEnded = true;
    if (isRefunded || this.present.terms.isInArrears) this.cutAt(at);
    if (isRefunded) return;
    const { served, end, terms } = this.present;
    const from = Math.max(this.pausedAt ?? this.now, this.present.start);
    if (!terms.isInArrears && from < end) served.push({ from, to: end });
  }

  /** What it costs in cents, exact but for floats, before tax. */
  cents(): number {
    return [...this.past, this.present].reduce((sum, stretch) => sum + centsOf(stretch), 0);
  }

  private serve(to: number): void {
    if (to > this.now) this.present.served.push({ from: this.now, to });
  }

  private renew(): void {
    const at = this.present.end;
    const terms = this.next ?? this.present.terms;
    const isOtherCycle = terms.unit !== this.present.terms.unit;
    this.past.push(this.present);
    this.periodStart = at;
    this.next = null;
    if (isOtherCycle) {
      if (this.present.terms.unit === 'week' || terms.unit === 'week') this.billingDay = null;
      this.anchor = this.billingDay === null ? at : this.anchorFrom(at, terms.unit);
    }
    this.present = this.begin(at, terms);
  }

  /** A stretch from an instant to the end of its cycle, or to an end that is known and inside. */
  private begin(at: number, terms: Terms, end = this.end?.at ?? null): Stretch {
    let count = 0;
    while (stepped(this.anchor, terms.unit, count + 1) <= at) count++;
    if (this.anchor > at) count = -1;
    this.cycleEnd = stepped(this.anchor, terms.unit, count + 1);
    const cycle = this.cycleEnd - stepped(this.anchor, terms.unit, count);
    const isCut = end !== null && end > at && end < this.cycleEnd;
    return { ...fresh(at, terms), end: isCut ? end : this.cycleEnd, cycle };
  }

  private anchorFrom(start: number, unit: Terms['unit']): number {
    if (this.billingDay === null) return start;
    const date = new Date(start);
    const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), this.billingDay);
    return day >= start ? day : stepped(day, unit, 1);
  }

  /** Nothing was served from an instant on. What staff took off a closed bill goes with the part of it that is left. */
  private cutAt(at: number): void {
    for (const stretch of [...this.past, this.present]) {
      const before = length(stretch.served);
      stretch.served = stretch.served.flatMap(({ from, to }) => (from < at ? [{ from, to: Math.min(to, at) }] : []));
      const undone = before - length(stretch.served);
      const billed = stretch.terms.isInArrears ? before : Math.max(before, spanOf(stretch));
      if (undone > 0) stretch.creditedCents *= 1 - undone / billed;
    }
  }
}

function fresh(start: number, terms: Terms): Stretch {
  return { start, end: start, terms, cycle: 1, served: [], isBilled: true, standing: 1, creditedCents: 0 };
}

function length(parts: Stretch['served']): number {
  return parts.reduce((sum, { from, to }) => sum + to - from, 0);
}

function spanOf({ start, end }: Stretch): number {
  return end - start;
}

function centsOf({ served, terms, cycle, isBilled, standing, creditedCents }: Stretch): number {
  return isBilled ? (length(served) * terms.cents * standing) / cycle - creditedCents : 0;
}
