import type { Random } from './random';

export const GOOD_CARD = '4242424242424242';
/** Cards that are tried before a good one, and what they are for. */
const CARDS = {
  good: GOOD_CARD,
  mastercard: '5555555555554444',
  declined: '4000000000000002',
  noFunds: '4000000000009995',
  tryAgain: '4000000000000119',
  slow: '4000000000000077',
  silent: '4000000000000036',
  disputed: '4000000000000259',
} as const;

/** What one customer does, from registering to leaving; decided before anything happens. */
export interface JourneyPlan {
  trial: boolean;
  /** Sizes of the uses in the trial, whose limit is 1,000. */
  trialUses: number[];
  savesCard: 'never' | 'before' | 'while paying';
  /** Tried in order. */
  cards: string[];
  /** How often the pay button is pressed at the same moment, and whether the page makes one key for that. */
  presses: { count: number; oneKey: boolean };
  uses: number[];
  change: 'none' | 'up' | 'down';
  refund: { by: 'payment' | 'credit note'; share: number; count: number } | undefined;
}

const usesOf = (random: Random, count: number, max: number) =>
  Array.from({ length: count }, () => random.between(1, max));

/** The same random numbers give the same plan. */
export function planJourney(random: Random): JourneyPlan {
  const trial = random.chance(0.6);
  const trialUses = trial ? usesOf(random, random.between(2, 6), 350) : [];
  const savesCard = random.chance(0.3) ? 'before' : random.chance(0.3) ? 'while paying' : 'never';
  const unlucky = random.chance(0.3) ? [random.pick([CARDS.declined, CARDS.noFunds, CARDS.tryAgain])] : [];
  const special = random.chance(0.25)
    ? random.pick([CARDS.slow, CARDS.silent, CARDS.disputed])
    : random.pick([CARDS.good, CARDS.mastercard]);
  const presses = random.chance(0.35)
    ? { count: random.between(2, 4), oneKey: random.chance(0.4) }
    : { count: 1, oneKey: true };
  return {
    trial,
    trialUses,
    savesCard,
    cards: [...unlucky, special],
    presses,
    uses: usesOf(random, random.between(1, 4), 1000),
    change: random.pick(['none', 'up', 'down', 'up']),
    refund: random.chance(0.35)
      ? {
          by: random.pick(['payment', 'credit note']),
          share: random.pick([1, 0.5, 0.25]),
          count: random.pick([1, 1, 2, 4]),
        }
      : undefined,
  };
}
