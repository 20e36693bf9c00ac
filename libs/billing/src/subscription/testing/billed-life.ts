import { secondsBetween, TimeZone, type BillingCycle, type Instant, type Period } from '@libs/calendar';
import type { Plan } from '../../catalog/plan';
import { accepted, anAccount, aPlan, started, usd } from '../../testing';
import { finalBill } from '../cancel-subscription';
import { applyPaidChange, changeSubscription } from '../change-subscription';
import { dueWork } from '../due-work';
import type { LineProposal } from '../line-proposal';
import { pauseSubscription } from '../pause-subscription';
import { cycleSeconds } from '../present-period';
import type { BilledLine } from '../proration';
import { periodsSinceStart, renewSubscription } from '../renew-subscription';
import { resumeSubscription } from '../resume-subscription';
import type { Subscription } from '../subscription';

const cycles: BillingCycle[] = [
  { unit: 'monthly', count: 1 },
  { unit: 'monthly', count: 1 },
  { unit: 'monthly', count: 1 },
  { unit: 'weekly', count: 2 },
  { unit: 'quarterly', count: 1 },
];
/** So dear that a second of a quarter still costs a cent: no line is ever rounded away. */
export const plansOf = (billIn: Plan['billIn'][]): Plan[] =>
  cycles.map((cycle, id) =>
    aPlan({
      id,
      name: `P${id}`,
      cycle,
      prices: [usd(BigInt(19_990_001 + id * 1_733_003))],
      isPerSeat: true,
      billIn: billIn[id % billIn.length] ?? 'advance',
    }),
  );
export const lookup = (plans: Plan[]) => (id: number) => plans[id] as Plan;

/** A subscription, the lines it was billed, and the price integrated over the seconds it was served. */
export class BilledLife {
  readonly history: { line: LineProposal; id: string; creditedFrom: Instant | null }[] = [];
  /** Exact: sum of seconds × price ÷ seconds of the cycle, over one common denominator. */
  integral = { numerator: 0n, denominator: 1n };

  constructor(
    public subscription: Subscription,
    readonly plans: Plan[],
    public now: Instant,
    readonly zone = TimeZone.UTC,
  ) {}

  get plan(): Plan {
    return lookup(this.plans)(this.subscription.planId);
  }

  take(lines: readonly LineProposal[]): void {
    for (const line of lines) {
      const credited = this.history.find(({ id }) => id === line.creditsLineId);
      if (credited) credited.creditedFrom = line.period.start;
      this.history.push({ line, id: String(this.history.length), creditedFrom: null });
    }
  }

  billedLines(): BilledLine[] {
    const { currentPeriod } = this.subscription;
    return this.history
      .filter(({ line }) => line.lineTotal.isPositive() && currentPeriod.overlaps(line.period))
      .map(({ line: { lineTotal, period }, id, creditedFrom }) => {
        return { id, invoiceId: 'i', lineTotal, discountShare: usd(0n), period, isPaid: true, creditedFrom };
      });
  }

  facts() {
    return { subscription: this.subscription, plan: this.plan, zone: this.zone, billedLines: this.billedLines() };
  }

  /** Serves until an instant, doing what falls due on the way. */
  moveTo(instant: Instant): void {
    for (let due = dueWork(this.subscription, this.zone); due && !due.at.isAfter(instant);) {
      this.serve(due.at);
      if (due.step !== 'renewal') throw new Error(`unexpected ${due.step}`);
      const renewal = accepted(
        renewSubscription({
          subscription: this.subscription,
          planOf: lookup(this.plans),
          zone: this.zone,
          now: this.now,
        }),
      );
      this.subscription = renewal.subscription;
      this.take(renewal.lines);
      due = dueWork(this.subscription, this.zone);
    }
    this.serve(instant);
  }

  serve(until: Instant): void {
    const seconds = secondsBetween(this.now, until);
    if (this.subscription.status === 'active') {
      const whole = cycleSeconds(this.subscription, this.zone);
      const { numerator, denominator } = this.integral;
      const part = seconds * this.subscription.periodPrice.minor;
      this.integral = { numerator: numerator * whole + part * denominator, denominator: denominator * whole };
    }
    this.now = until;
  }

  change(planId: number, quantity: number): void {
    const newPlan = lookup(this.plans)(planId);
    const decision = accepted(
      changeSubscription({
        ...this.facts(),
        account: anAccount(),
        newPlan,
        quantity,
        effective: 'now',
        now: this.now,
      }),
    );
    this.take(decision.lines);
    const isPaid = decision.takesEffect === 'when_paid';
    this.subscription = isPaid
      ? applyPaidChange(decision.subscription, newPlan, anAccount()).subscription
      : decision.subscription;
    expect(this.subscription).toEqual(decision.changed);
  }

  pauseFor(seconds: number): void {
    const paused = accepted(pauseSubscription(this.subscription, null, this.zone, this.now)).subscription;
    this.subscription = paused;
    this.serve(this.now.plusSeconds(seconds));
    const resumed = accepted(resumeSubscription(this.facts(), this.now));
    this.subscription = resumed.subscription;
    this.take(resumed.lines);
  }

  /** Ends it now, so that only what was served stays billed. */
  end(): void {
    this.take(finalBill(this.facts(), this.now, 'prorated').lines);
  }

  /** Each line was rounded once; nothing else parts what was billed from what was served. */
  isExact(): boolean {
    const billed = this.history.reduce((sum, { line }) => sum + line.lineTotal.minor, 0n);
    const { numerator, denominator } = this.integral;
    const difference = billed * denominator - numerator;
    const size = difference < 0n ? -difference : difference;
    return size <= BigInt(this.history.length) * denominator;
  }

  /** Net times that an instant was billed: charges that cover it less credits that cover it. */
  timesBilled(instant: Instant): number {
    const covers = (period: Period) => (period.contains(instant) ? 1 : 0);
    return this.history.reduce(
      (times, { line }) => times + (line.creditsLineId === null ? covers(line.period) : -covers(line.period)),
      0,
    );
  }
}

/** In its first period, billed and paid. */
export function begun(plans: Plan[], start: Instant, billingDay: number | null): BilledLife {
  const [plan] = plans as [Plan];
  const { subscription } = started({ plan, now: start, ...(billingDay ? { billingDay } : {}) });
  const life = new BilledLife({ ...subscription, status: 'active' }, plans, start);
  life.take(periodsSinceStart(subscription, plan, TimeZone.UTC, start).flatMap(({ lines }) => lines));
  return life;
}
