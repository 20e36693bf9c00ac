import { Instant } from '@libs/calendar';
import type { CreatePlanBody, UpdatePlanBody } from '@libs/dto';
import type { PlanChange, PlanDraft } from '../plan-draft';
import type { ApplyToExisting } from '../use-cases/revise-terms';

export function toPlanDraft(body: CreatePlanBody): PlanDraft {
  return {
    ...toPlanChange(body),
    code: body.code,
    family: body.family,
    name: body.name,
    price: body.price,
    currency: body.currency,
    cycleUnit: body.billing_cycle,
  };
}

export function toPlanChange(body: UpdatePlanBody | CreatePlanBody): PlanChange {
  return {
    name: body.name,
    description: body.description,
    price: body.price,
    currency: body.currency,
    prices: body.prices,
    cycleUnit: body.billing_cycle,
    cycleCount: body.interval_count,
    trialPeriodDays: body.trial_period_days,
    isPerSeat: body.per_seat,
    features: body.features,
    charges: body.charges,
    billIn: body.bill_in,
    isActive: body.is_active,
    metadata: body.metadata,
  };
}

/** Undefined: present subscribers keep their version. */
export function toApplyToExisting({ apply_to_existing: asked }: UpdatePlanBody): ApplyToExisting | undefined {
  if (asked === undefined || asked === 'next_period') return asked;
  return Instant.of(asked);
}
