import { Inject, Injectable } from '@nestjs/common';
import { readUsageEvent } from '@libs/billing/metering';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import { metrics } from '@libs/observability';
import { Database } from '@libs/persistence';
import { UsageClosingRepository } from '../persistence/usage-closing.repository';
import { UsageEventRepository } from '../persistence/usage-event.repository';
import { readReportedEvent, type ReportedEvent } from '../read-reported-event';
import type { StoredEvent } from '../stored-event';
import { LATE_COLLECT_HOURS } from '../usage-closing';
import { refusal, type Refusal } from '../usage-refusal';
import { FindTargets, type ReporterScope, type TargetOf } from './find-targets';

export interface TakenIn {
  readonly accepted: number;
  readonly duplicates: number;
  /** In the order they were sent. */
  readonly rejected: readonly (Refusal & { readonly index: number })[];
  /** What was not rejected, duplicates included. */
  readonly events: readonly StoredEvent[];
}

interface Admitted {
  readonly event: StoredEvent;
  readonly isLate: boolean;
}

/** Takes reported usage in, each event once, for good: the first with a key wins. The good ones of a batch are kept. */
@Injectable()
export class TakeInUsage {
  constructor(
    private readonly database: Database,
    private readonly targets: FindTargets,
    private readonly events: UsageEventRepository,
    private readonly closings: UsageClosingRepository,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Events as they came, not checked yet; on disk when it answers. */
  async run(reported: readonly unknown[], scope: ReporterScope): Promise<TakenIn> {
    const now = this.clock.now();
    const read = reported.map(readReportedEvent);
    const targetOf = await this.targets.run(
      read.flatMap((each) => (each.ok ? [each.value] : [])),
      scope,
      now,
    );
    const decided = read.map((each) => (each.ok ? admit(each.value, targetOf, now) : each));
    const admitted = decided.flatMap((each) => (each.ok ? [each.value] : []));
    const rejected = decided.flatMap((each, index) => (each.ok ? [] : [{ ...each.error, index }]));
    const accepted = admitted.length === 0 ? 0 : await this.keep(admitted, now);
    metrics.usageEventsIngested.inc(accepted);
    const events = admitted.map(({ event }) => event);
    return { accepted, duplicates: admitted.length - accepted, rejected, events };
  }

  /** One statement; with late ones among them two, since their periods are to be billed once more. */
  private async keep(admitted: readonly Admitted[], now: Instant): Promise<number> {
    const events = admitted.map(({ event }) => event);
    const late = admitted.flatMap(({ event, isLate }) => (isLate ? [event] : []));
    if (late.length === 0) return this.events.add(events);
    return this.database.transaction(async () => {
      const added = await this.events.add(events);
      await this.closings.expect(late, now.plusHours(LATE_COLLECT_HOURS));
      return added;
    });
  }
}

function admit(reported: ReportedEvent, targetOf: TargetOf, now: Instant): Result<Admitted, Refusal> {
  const target = targetOf(reported);
  if (!target.ok) return target;
  const { accountId, subscriptionId, openFrom, billedUntil } = target.value;
  const event = readUsageEvent({ ...reported, accountId }, { now, acceptedFrom: openFrom });
  if (!event.ok) return refuse(refusal(event.error.code));
  const isLate = billedUntil !== null && event.value.happenedAt.isBefore(billedUntil);
  return ok({ event: { ...event.value, subscriptionId }, isLate });
}
