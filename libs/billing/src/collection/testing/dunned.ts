import { Instant, TimeZone } from '@libs/calendar';
import { noteFailure, openDunningCase, type DunningCase, type DunningFacts } from '../index';

export const UTC = TimeZone.of('UTC');
export const POLICY = { retryDays: [3, 5, 7, 10], warningDays: 7, blockedDays: 14, cancelDays: 30 };
export const DUE = Instant.of('2026-02-10T09:00:00Z');
export const CARD = 'card-1';
export const soft = { code: 'insufficient_funds', kind: 'soft', paymentMethodId: CARD } as const;
export const hard = { code: 'stolen_card', kind: 'hard', paymentMethodId: CARD } as const;

export const renewal = openDunningCase('subscription', DUE);
export const declined = noteFailure(renewal, soft, DUE);
export const factsOf = (dunned: DunningCase, more: Partial<DunningFacts> = {}): DunningFacts => {
  return { dunned, policy: POLICY, zone: UTC, paymentMethodId: CARD, isHeld: false, ...more };
};
