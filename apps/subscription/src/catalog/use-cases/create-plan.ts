import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, billingCycle, type BillingClock } from '@libs/calendar';
import { readAmount } from '@libs/dto';
import { InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';
import { AuditApi } from '../../audit/audit.api';
import { auditFacts } from '../audit-facts';
import type { CatalogPlan, PlanTerms } from '../catalog-plan';
import { PlanRepository } from '../persistence/plan.repository';
import type { PlanDraft } from '../plan-draft';
import { PlanNews } from '../plan-news';
import { changedTerms, DEFAULT_TERMS } from '../read-plan-terms';

const FAMILY_DEFAULT = 'default';

@Injectable()
export class CreatePlan {
  constructor(
    private readonly database: Database,
    private readonly plans: PlanRepository,
    private readonly audit: AuditApi,
    private readonly news: PlanNews,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Version 1 of a new plan. @throws AppError `plan_code_taken`, `validation_failed` */
  async run(draft: PlanDraft): Promise<CatalogPlan> {
    const terms = changedTerms(bareTerms(draft), draft);
    const head = {
      id: draft.id,
      code: draft.code,
      family: draft.family ?? FAMILY_DEFAULT,
      name: draft.name,
      description: draft.description ?? null,
      isActive: draft.isActive ?? true,
      metadata: draft.metadata ?? {},
    };
    return this.database.transaction(async () => {
      const now = this.clock.now();
      const id = await this.plans.add(head, now);
      if (draft.id !== undefined) await this.plans.moveSequencePast(draft.id);
      await this.plans.addVersion(id, 1, terms, now);
      const plan = { ...head, ...terms, id, version: 1 };
      await this.audit.record({
        action: 'plan.created',
        subject: { type: 'plan', id: String(id) },
        after: auditFacts(plan),
      });
      await this.news.announce();
      return plan;
    });
  }
}

/** The defaults, with the price that every plan has. */
function bareTerms({ price, currency, cycleUnit }: PlanDraft): PlanTerms {
  const cycle = billingCycle(cycleUnit);
  if (!cycle.ok) throw new InvariantBroken(`one ${cycleUnit} is a cycle`);
  return { ...DEFAULT_TERMS, currency, prices: [readAmount(price, currency, 'price')], cycle: cycle.value };
}
