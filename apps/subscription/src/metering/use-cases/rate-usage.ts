import { Injectable } from '@nestjs/common';
import type { Charge } from '@libs/billing/catalog';
import { usageLines, type BillableLine, type UsageToBill } from '@libs/billing/invoicing';
import type { MeteredUsage } from '@libs/billing/metering';
import { shareOfCycle } from '@libs/billing/subscription';
import { Period } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Rate } from '@libs/money';
import { TallyRepository } from '../persistence/tally.repository';
import { UsageClosingRepository } from '../persistence/usage-closing.repository';
import type { RatedPeriod, UsageAsk } from '../rated-period';
import { talliesOf, type TallyResult } from '../usage-tally';

/** A charge as it was counted: what the kernel needs to price it. */
export interface CountedCharge {
  readonly toBill: UsageToBill;
  readonly eventCount: bigint;
}

/** Counts and prices what was used in periods, for a page of subscriptions at once. */
@Injectable()
export class RateUsage {
  constructor(
    private readonly tallies: TallyRepository,
    private readonly closings: UsageClosingRepository,
  ) {}

  /**
   * By the id of the subscription, those left out of which everything is billed; a fixed number of statements for any
   * number of asks.
   */
  async run(asked: readonly UsageAsk[]): Promise<ReadonlyMap<string, RatedPeriod>> {
    const asks = await this.unbilled(asked);
    const counted = await this.count(asks);
    return new Map(asks.map((ask, at) => [ask.subscription.id, rated(ask, counted[at] ?? [])]));
  }

  /** Each from the last change on at which usage of its period was billed. */
  private async unbilled(asks: readonly UsageAsk[]): Promise<UsageAsk[]> {
    const billedUntil = await this.closings.changedAt(asks);
    return asks.flatMap((ask) => {
      const { start, end } = ask.period;
      const from = billedUntil.get(ask.subscription.id) ?? start;
      return from.isBefore(end) ? [{ ...ask, period: Period.of(from, end) }] : [];
    });
  }

  /** For each ask its charges as they were counted, not priced yet. */
  async count(asks: readonly UsageAsk[]): Promise<CountedCharge[][]> {
    const tallies = asks.map(talliesOf);
    const results = (await this.tallies.count(tallies.flat()))[Symbol.iterator]();
    return asks.map((ask, at) =>
      (tallies[at] ?? []).map(({ charge }) => countedCharge(ask, charge, results.next().value)),
    );
  }
}

function countedCharge(ask: UsageAsk, charge: Charge, result: TallyResult | undefined): CountedCharge {
  if (!result) throw new InvariantBroken('a tally came back without its result');
  const { subscription, period, zone } = ask;
  const hasMinimum = Boolean(charge.prices.get(subscription.periodPrice.currency)?.minimum);
  const toBill: UsageToBill = {
    charge,
    usage: usageOf(result),
    currency: subscription.periodPrice.currency,
    share: hasMinimum ? shareOfCycle(subscription, zone, period) : undefined,
    period,
    zone,
  };
  return { toBill, eventCount: result.eventCount };
}

function usageOf({ eventCount, quantity, eventQuantities }: TallyResult): MeteredUsage {
  return {
    quantity: quantity === null ? Rate.zero : Rate.of(quantity),
    eventCount,
    eventQuantities: eventQuantities && eventQuantities.map((each) => Rate.of(each)),
  };
}

function rated(ask: UsageAsk, counted: readonly CountedCharge[]): RatedPeriod {
  const byCharge = counted.map(({ toBill }) => usageLines(toBill));
  return {
    ask,
    lines: byCharge.flat(),
    billedMinor: byCharge.map(sumOf),
    eventCount: counted.reduce((sum, { eventCount }) => sum + eventCount, 0n),
  };
}

function sumOf(lines: readonly BillableLine[]): bigint {
  return lines.reduce((sum, { lineTotal }) => sum + lineTotal.minor, 0n);
}
