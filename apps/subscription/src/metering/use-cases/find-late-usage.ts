import { Injectable } from '@nestjs/common';
import type { Charge } from '@libs/billing/catalog';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';
import { CatalogApi } from '../../catalog/catalog.api';
import { TallyRepository } from '../persistence/tally.repository';
import { UsageClosingRepository } from '../persistence/usage-closing.repository';
import type { UsageClosing } from '../usage-closing';
import type { Tally } from '../usage-tally';

export interface LookedAt {
  readonly count: number;
  /** Those that have more events than were billed. */
  readonly grown: readonly UsageClosing[];
}

/** Looks at billed periods again: late events may have come, also one whose insert ran beside the billing. */
@Injectable()
export class FindLateUsage {
  constructor(
    private readonly database: Database,
    private readonly closings: UsageClosingRepository,
    private readonly tallies: TallyRepository,
    private readonly catalog: CatalogApi,
  ) {}

  /** A page of those whose time has come. The ones that did not grow are settled here. */
  async run(now: Instant, limit: number): Promise<LookedAt> {
    return this.database.transaction(async () => {
      const due = await this.closings.lockDue(now, limit);
      const counts = await this.eventCounts(due);
      const hasGrown = (closing: UsageClosing, at: number) => counts[at] !== closing.eventCount;
      await this.closings.settle(due.filter((closing, at) => !hasGrown(closing, at)));
      return { count: due.length, grown: due.filter(hasGrown) };
    });
  }

  /** Whether an account has usage in billed periods that was not billed with them. */
  async isAny(accountId: string): Promise<boolean> {
    const expected = await this.closings.expectedOf(accountId);
    const counts = await this.eventCounts(expected);
    return expected.some(({ eventCount }, at) => counts[at] !== eventCount);
  }

  /** Events never go away, so their number alone tells whether there are more. */
  private async eventCounts(closings: readonly UsageClosing[]): Promise<bigint[]> {
    const tallies = await Promise.all(closings.map((closing) => this.talliesOf(closing)));
    const results = (await this.tallies.count(tallies.flat()))[Symbol.iterator]();
    return tallies.map((ofOne) => ofOne.reduce((sum) => sum + (results.next().value?.eventCount ?? 0n), 0n));
  }

  private async talliesOf({ accountId, subscriptionId, period, planId, planVersion }: UsageClosing): Promise<Tally[]> {
    const plan = await this.catalog.version(planId, planVersion);
    if (!plan) throw new InvariantBroken(`version ${planVersion} of plan ${planId} is billed and not stored`);
    const tally = (charge: Charge): Tally => ({ accountId, subscriptionId, period, charge, kind: 'totals' });
    return (plan.charges ?? []).map(tally);
  }
}
