import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { InvariantBroken, refuse, type Result } from '@libs/errors';
import { CatalogApi } from '../../catalog/catalog.api';
import { UsageTargetRepository, type TargetRecord } from '../persistence/usage-target.repository';
import type { ReportedEvent } from '../read-reported-event';
import { LATE_DAYS_MAX } from '../usage-closing';
import { refusal, type Refusal } from '../usage-refusal';
import { checkService, chooseTarget, type UsageTarget } from '../usage-target';

const DAY_HOURS = 24;

/** Who reports: a customer for the own account only; undefined is staff, who name any. */
export type ReporterScope = string | undefined;

export type TargetOf = (event: ReportedEvent) => Result<UsageTarget, Refusal>;

/** Finds the subscriptions that events belong to, for a batch in one statement. */
@Injectable()
export class FindTargets {
  constructor(
    private readonly targets: UsageTargetRepository,
    private readonly catalog: CatalogApi,
  ) {}

  async run(events: readonly ReportedEvent[], scope: ReporterScope, now: Instant): Promise<TargetOf> {
    const ids = new Set<string>();
    const accountIds = new Set<string>();
    for (const { subscriptionId, accountId = scope } of events) {
      if (subscriptionId !== undefined) ids.add(subscriptionId);
      else if (accountId !== undefined) accountIds.add(accountId);
    }
    const takenSince = now.plusHours(-LATE_DAYS_MAX * DAY_HOURS);
    const records = await this.targets.find([...ids], [...accountIds], takenSince);
    const found = await Promise.all(records.map((record) => this.targetOf(record)));
    const byId = new Map(found.map((target) => [target.subscriptionId, target]));
    const byAccount = groupedByAccount(found);
    return (event) => resolve(event, { byId, byAccount, scope, now });
  }

  private async targetOf(record: TargetRecord): Promise<UsageTarget> {
    const { status, planId, planVersion, startedAt, closedUntil } = record;
    const plan = await this.catalog.version(planId, planVersion);
    if (!plan) throw new InvariantBroken(`${record.subscriptionId} is on a version of ${planId} that is not stored`);
    return {
      ...record,
      plan,
      isServed: status !== 'pending' && status !== 'expired',
      endedAt: status === 'canceled' ? record.canceledAt : null,
      pausedFrom: status === 'paused' ? record.pausedFrom : null,
      openFrom: closedUntil?.isAfter(startedAt) ? closedUntil : startedAt,
    };
  }
}

interface Found {
  readonly byId: ReadonlyMap<string, UsageTarget>;
  readonly byAccount: ReadonlyMap<string, UsageTarget[]>;
  readonly scope: ReporterScope;
  readonly now: Instant;
}

function resolve(event: ReportedEvent, { byId, byAccount, scope, now }: Found): Result<UsageTarget, Refusal> {
  const { subscriptionId, accountId = scope, metric, happenedAt = now } = event;
  const isForeign = (account: string | undefined) => scope !== undefined && account !== scope;
  if (subscriptionId !== undefined) {
    const target = byId.get(subscriptionId);
    const contradicts = event.accountId !== undefined && target?.accountId !== event.accountId;
    if (!target || contradicts || isForeign(target.accountId)) return refuse(refusal('not_found', 'subscription_id'));
    return checkService(target, happenedAt);
  }
  if (accountId === undefined) return refuse(refusal('subscription_required'));
  if (isForeign(accountId)) return refuse(refusal('not_found', 'account_id'));
  return chooseTarget(byAccount.get(accountId) ?? [], metric, happenedAt);
}

function groupedByAccount(targets: readonly UsageTarget[]): Map<string, UsageTarget[]> {
  const groups = new Map<string, UsageTarget[]>();
  for (const target of targets) {
    const group = groups.get(target.accountId);
    if (group) group.push(target);
    else groups.set(target.accountId, [target]);
  }
  return groups;
}
