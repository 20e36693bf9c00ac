import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@libs/errors';
import { Database } from '@libs/persistence';
import { AuditApi, changedFacts } from '../../audit/audit.api';
import { auditFacts } from '../audit-facts';
import type { CatalogPlan, PlanTerms } from '../catalog-plan';
import { PlanRepository } from '../persistence/plan.repository';
import { pricesColumn, toPlan } from '../persistence/plan.row';
import type { PlanChange } from '../plan-draft';
import { PlanNews } from '../plan-news';
import { changedTerms } from '../read-plan-terms';
import { storedTerms } from '../stored-terms';
import { ReviseTerms, type ApplyToExisting } from './revise-terms';

@Injectable()
export class UpdatePlan {
  constructor(
    private readonly database: Database,
    private readonly plans: PlanRepository,
    private readonly audit: AuditApi,
    private readonly news: PlanNews,
    private readonly revise: ReviseTerms,
  ) {}

  /**
   * Changes a plan. Other terms (price, cycle, trial, features, charges) are a new version, which new subscribers get; present
   * ones keep theirs unless `apply` says from when on they follow. @throws AppError `plan_not_found`, `validation_failed`
   */
  async run(id: number, change: PlanChange, apply?: ApplyToExisting): Promise<CatalogPlan> {
    return this.database.transaction(async () => {
      const row = await this.plans.lock(id);
      if (!row) throw new AppError('plan_not_found');
      const before = toPlan(row, storedTerms);
      const after = changed(before, change);
      const facts = changedFacts(auditFacts(before), auditFacts(after));
      if (!facts && !apply) return before;
      await this.revise.run(before, after, apply);
      if (!facts) return after;
      await this.plans.save(after, after.version);
      await this.audit.record({ action: 'plan.updated', subject: { type: 'plan', id: String(id) }, ...facts });
      await this.news.announce();
      return after;
    });
  }
}

function changed(plan: CatalogPlan, change: PlanChange): CatalogPlan {
  const terms = changedTerms(plan, change);
  return {
    ...plan,
    ...terms,
    name: change.name ?? plan.name,
    description: change.description === undefined ? plan.description : change.description,
    isActive: change.isActive ?? plan.isActive,
    metadata: change.metadata ?? plan.metadata,
    version: isDeepStrictEqual(comparable(terms), comparable(plan)) ? plan.version : plan.version + 1,
  };
}

const comparable = (terms: PlanTerms): unknown => [
  terms.currency,
  pricesColumn(terms.prices),
  terms.isPerSeat,
  { ...terms.cycle },
  terms.billIn,
  terms.trialPeriodDays,
  // Through JSON: objects of a parser and of the database driver may differ in their prototypes.
  JSON.parse(JSON.stringify([terms.featuresWire, terms.chargesWire])),
];
