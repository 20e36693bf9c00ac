import { Inject, Injectable } from '@nestjs/common';
import { countUse, readUsageEvent, standingOf, type UsageEvent, type UseStanding } from '@libs/billing/metering';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError, InvariantBroken, invalidField } from '@libs/errors';
import { metrics } from '@libs/observability';
import { newId } from '@libs/persistence';
import { EntitlementsApi, grantOfColumns } from '../../entitlements/entitlements.api';
import { UseRepository, type UseOutcome } from '../persistence/use.repository';
import { ExplainRefusal } from './explain-refusal';

export interface UseToRecord {
  readonly accountId: string;
  readonly feature: string;
  /** A positive whole number. */
  readonly delta: number;
  /** The same key counts once, for good. */
  readonly idempotencyKey?: string | undefined;
}

/** Takes a use of a feature in exactly once and counts it, or refuses it and counts nothing. */
@Injectable()
export class RecordUsage {
  constructor(
    private readonly uses: UseRepository,
    private readonly entitlements: EntitlementsApi,
    private readonly refusal: ExplainRefusal,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `limit_exceeded`, `feature_not_in_plan`, `no_active_subscription`, `account_blocked` */
  async run(use: UseToRecord): Promise<UseStanding> {
    const event = this.eventOf(use);
    const outcome = await this.count(event, use.idempotencyKey !== undefined);
    const grant = grantOfColumns(outcome);
    const facts = {
      feature: use.feature,
      grant,
      currentUsage: outcome.usedAfter ?? outcome.usedBefore,
      resetAt: outcome.resetAt,
    };
    const isCounted = outcome.usedAfter !== null;
    if (isCounted) metrics.usageEventsIngested.inc();
    if (isCounted || (await this.isRepeated(use))) {
      const standing = standingOf(facts);
      if (standing.ok) return standing.value;
    }
    const decided = countUse(facts, BigInt(use.delta));
    if (decided.ok) throw new InvariantBroken(`a use of ${use.feature} within its limit was not counted`);
    throw new AppError(decided.error.code, { ...decided.error, resetAt: String(outcome.resetAt) });
  }

  private eventOf({ accountId, feature, delta, idempotencyKey = newId() }: UseToRecord): UsageEvent {
    const now = this.clock.now();
    const reported = { accountId, idempotencyKey, metric: feature, quantity: delta };
    const event = readUsageEvent(reported, { now, acceptedFrom: now });
    if (!event.ok) throw invalidField('feature_name', event.error.code, 'Correct this field.');
    return event.value;
  }

  /** The cheap statement where it can do; then the careful one, which also says what stands in the way. */
  private async count(event: UsageEvent, isKeyed: boolean): Promise<UseOutcome> {
    const counted = isKeyed ? undefined : await this.uses.count(event);
    return counted ?? (await this.uses.countOnce(event)) ?? (await this.countInNewPeriod(event));
  }

  /** A usage period that has run out is followed by the next; anything else is a refusal. */
  private async countInNewPeriod(event: UsageEvent): Promise<UseOutcome> {
    const current = await this.entitlements.current(event.accountId);
    const isGranted = current.some(({ feature }) => feature === event.metric);
    const outcome = isGranted ? await this.uses.countOnce(event) : undefined;
    return outcome ?? this.refusal.run(event.accountId, event.metric);
  }

  /** The statement does not see a use with the same key that was counted while it waited for the counter. */
  private async isRepeated({ accountId, idempotencyKey }: UseToRecord): Promise<boolean> {
    return idempotencyKey !== undefined && this.uses.isKnown(accountId, idempotencyKey);
  }
}
