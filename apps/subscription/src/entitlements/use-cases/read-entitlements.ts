import { Inject, Injectable } from '@nestjs/common';
import { standingOf, type UseStanding } from '@libs/billing/metering';
import { isInForce } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { SubscriptionRecordsApi } from '../../subscriptions/subscription-records.api';
import type { UsedEntitlement } from '../entitlement-record';
import { EntitlementRepository } from '../persistence/entitlement.repository';
import { OpenUsagePeriod } from './open-usage-period';

/** What is granted of a feature, and how much of it is used and left. */
export interface EntitlementStanding extends UseStanding {
  readonly source: 'plan' | 'trial';
}

/** What an account may use now. When a usage period has run out, the next one is opened on the way. */
@Injectable()
export class ReadEntitlements {
  constructor(
    private readonly entitlements: EntitlementRepository,
    private readonly subscriptions: SubscriptionRecordsApi,
    private readonly openUsagePeriod: OpenUsagePeriod,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** By name of the feature; empty when nothing is granted. */
  async run(accountId: string): Promise<EntitlementStanding[]> {
    const now = this.clock.now();
    let stored = await this.entitlements.ofAccount(accountId);
    if (stored.some((entitlement) => isValid(entitlement, now) && isStale(entitlement, now))) {
      await this.openUsagePeriod.run(accountId, now);
      stored = await this.entitlements.ofAccount(accountId);
    }
    return stored.filter((entitlement) => isValid(entitlement, now)).map(standing);
  }

  async isSubscribed(accountId: string): Promise<boolean> {
    const now = this.clock.now();
    const records = await this.subscriptions.unendedOf(accountId);
    return records.some(({ subscription }) => isInForce(subscription, now));
  }
}

function isValid({ validUntil }: UsedEntitlement, now: Instant): boolean {
  return validUntil === null || now.isBefore(validUntil);
}

function isStale({ usagePeriod }: UsedEntitlement, now: Instant): boolean {
  return !now.isBefore(usagePeriod.end);
}

function standing({ feature, grant, used, usagePeriod, source }: UsedEntitlement): EntitlementStanding {
  const found = standingOf({ feature, grant, currentUsage: used, resetAt: usagePeriod.end });
  if (!found.ok) throw new InvariantBroken(`an entitlement to ${feature} that grants nothing is stored`);
  return { ...found.value, source };
}
