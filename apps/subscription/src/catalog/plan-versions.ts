import { Injectable } from '@nestjs/common';
import type { CatalogPlan } from './catalog-plan';
import { PlanRepository } from './persistence/plan.repository';
import { toPlan, type PlanRow } from './persistence/plan.row';
import { PlanNews } from './plan-news';
import { storedTerms } from './stored-terms';

const VERSIONS_MAX = 5_000;

/** Versions of plans in memory: their terms never change. Name and state may, so all are dropped when any plan changes. */
@Injectable()
export class PlanVersions {
  private readonly kept = new Map<string, CatalogPlan>();

  constructor(
    private readonly plans: PlanRepository,
    news: PlanNews,
  ) {
    news.onChange(() => this.kept.clear());
  }

  async get(planId: number, version: number): Promise<CatalogPlan | undefined> {
    const kept = this.kept.get(keyOf(planId, version));
    if (kept) return kept;
    const row = await this.plans.version(planId, version);
    return row && this.keep(row);
  }

  /** The plan of a row just read, which is newer than what is kept. */
  keep(row: PlanRow): CatalogPlan {
    const plan = toPlan(row, storedTerms);
    if (this.kept.size >= VERSIONS_MAX) this.kept.clear();
    this.kept.set(keyOf(row.id, row.version), plan);
    return plan;
  }
}

const keyOf = (planId: number, version: number): string => `${planId}:${version}`;
