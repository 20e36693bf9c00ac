import { Injectable } from '@nestjs/common';
import { dueWork, type DueStep, type DueWork } from '@libs/billing/subscription';
import { TimeZone, type Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { CatalogApi, type CatalogPlan } from '../../catalog/catalog.api';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import { BillDuePage } from './bill-due-page';
import { CommitDuePage } from './commit-due-page';
import { decideWhenDue } from './decide-when-due';
import { EndWhenDue } from './end-when-due';
import type { Payer } from './load-facts';

/** Steps that need what was billed before: rare, so done one by one. The others are decided and written page by page. */
const ONE_BY_ONE: ReadonlySet<DueStep> = new Set(['scheduled_cancel', 'resume', 'pause_limit']);

interface DuePayer {
  readonly payer: Payer;
  readonly work: DueWork;
}

/** Does the next due step of each subscription of a page, in the transaction that holds their accounts' locks. */
@Injectable()
export class ActWhenDue {
  constructor(
    private readonly catalog: CatalogApi,
    private readonly subscriptions: SubscriptionRepository,
    private readonly endings: EndWhenDue,
    private readonly commit: CommitDuePage,
    private readonly bills: BillDuePage,
  ) {}

  /** Answers the ids of the invoices it made. */
  async run(payers: readonly Payer[], now: Instant): Promise<string[]> {
    const due: DuePayer[] = [];
    for (const payer of payers) {
      const work = workOf(payer);
      if (work && !work.at.isAfter(now)) due.push({ payer, work });
      else await this.reschedule(payer, work);
    }
    for (const { payer, work } of due) {
      if (ONE_BY_ONE.has(work.step)) await this.endings.run(payer, work, now);
    }
    const page = due.filter(({ work }) => !ONE_BY_ONE.has(work.step));
    const planOf = await this.plansOf(page);
    const decisions = page.map(({ payer, work }) => decideWhenDue(payer, work, planOf));
    await this.commit.run(decisions, now);
    return this.bills.run(decisions, planOf, now);
  }

  /** Another one did it meanwhile, or the account moved to another time zone: the row says anew when it is due. */
  private async reschedule({ record: { subscription } }: Payer, due: DueWork | null): Promise<void> {
    await this.subscriptions.save([{ next: subscription, from: subscription.status, due }]);
  }

  private async plansOf(page: readonly DuePayer[]): Promise<(planId: number, version: number) => CatalogPlan> {
    const plans = new Map<string, CatalogPlan>();
    for (const { payer } of page) {
      const { planId, planVersion, pendingChange, pendingVersions } = payer.record.subscription;
      for (const named of [{ planId, planVersion }, pendingChange, ...(pendingVersions ?? [])]) {
        const key = named && `${named.planId}:${named.planVersion}`;
        if (!named || !key || plans.has(key)) continue;
        const plan = await this.catalog.version(named.planId, named.planVersion);
        if (plan) plans.set(key, plan);
      }
    }
    return (planId, version) => {
      const plan = plans.get(`${planId}:${version}`);
      if (!plan) throw new InvariantBroken(`version ${version} of plan ${planId} is not stored`);
      return plan;
    };
  }
}

function workOf({ account, record }: Payer): DueWork | null {
  return dueWork(record.subscription, TimeZone.of(account.timeZone));
}
