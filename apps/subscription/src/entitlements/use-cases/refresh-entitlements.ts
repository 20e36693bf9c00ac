import { Injectable } from '@nestjs/common';
import { limitMax } from '@libs/billing/catalog';
import { resolveEntitlements, usagePeriod, type Entitlement } from '@libs/billing/entitlement';
import { grantsUntil, isInForce, type Subscription } from '@libs/billing/subscription';
import { TimeZone, type Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { CatalogApi } from '../../catalog/catalog.api';
import { SubscriptionRecordsApi } from '../../subscriptions/subscription-records.api';
import type { EntitlementRecord } from '../entitlement-record';
import { EntitlementRepository } from '../persistence/entitlement.repository';

/** Resolves anew what an account may use. Runs in the transaction of whatever changed it, under the account's lock. */
@Injectable()
export class RefreshEntitlements {
  constructor(
    private readonly subscriptions: SubscriptionRecordsApi,
    private readonly catalog: CatalogApi,
    private readonly entitlements: EntitlementRepository,
    private readonly accounts: AccountsApi,
  ) {}

  async run(account: Account, now: Instant): Promise<void> {
    const unended = (await this.subscriptions.unendedOf(account.id)).map(({ subscription }) => subscription);
    const inForce = unended.filter((subscription) => isInForce(subscription, now));
    const entitling = await Promise.all(inForce.map((subscription) => this.entitlingOf(subscription)));
    // The caller may have read the account before its standing changed in this very transaction.
    const { status } = (await this.accounts.byId(account.id)) ?? account;
    const resolved = resolveEntitlements(status, entitling);
    const byId = new Map(inForce.map((subscription) => [subscription.id, subscription]));
    const zone = TimeZone.of(account.timeZone);
    const records = [...resolved.values()].map((entitlement) => {
      const subscription = byId.get(entitlement.subscriptionId) as Subscription;
      return recordOf(entitlement, subscription, usagePeriod(subscription, zone, now));
    });
    await this.entitlements.replace(account.id, records);
  }

  private async entitlingOf({ id, status, currentPeriod, planId, planVersion }: Subscription) {
    const plan = await this.catalog.version(planId, planVersion);
    if (!plan)
      throw new InvariantBroken(
        `subscription ${id} is on version ${planVersion} of plan ${planId}, which is not stored`,
      );
    return { id, status, currentPeriod, features: plan.features };
  }
}

function recordOf(
  { feature, grant, source, subscriptionId }: Entitlement,
  subscription: Subscription,
  period: EntitlementRecord['usagePeriod'],
): EntitlementRecord {
  const isHard = grant.kind === 'amount' && !grant.isSoft;
  return {
    feature,
    grant,
    hardMax: isHard ? limitMax(grant.limit) : null,
    source,
    subscriptionId,
    validUntil: grantsUntil(subscription),
    usagePeriod: period,
  };
}
