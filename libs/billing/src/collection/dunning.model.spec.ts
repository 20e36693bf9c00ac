import fc from 'fast-check';
import { Instant, plusDays, TimeZone } from '@libs/calendar';
import { afterStep, dueDunning, nextDunning, noteFailure, noteNewMethod, openDunningCase, planDunning } from './index';
import { CARD, DUE, factsOf, hard, POLICY, renewal, soft, UTC } from './testing/dunned';

const policies = fc.record({
  retryDays: fc
    .uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 5 })
    .map((days) => days.sort((a, b) => a - b)),
  standing: fc
    .array(fc.integer({ min: 1, max: 60 }), { minLength: 3, maxLength: 3 })
    .map((days) => days.sort((a, b) => a - b)),
});
const moments = fc
  .date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => Instant.of(`${date.toISOString().slice(0, 19)}Z`));

describe('what is shown beforehand', () => {
  it('is what then happens, when nobody does anything: in any zone, over changes to summer time, for any numbers', () => {
    fc.assert(
      fc.property(
        policies,
        fc.constantFrom('subscription', 'account', 'trial'),
        moments,
        fc.integer({ min: 0, max: 60 * 24 }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'),
        fc.constantFrom<'soft' | 'hard' | 'none'>('soft', 'hard', 'none'),
        (
          { retryDays, standing: [warningDays = 1, blockedDays = 1, cancelDays = 1] },
          scope,
          dueAt,
          hours,
          zone,
          end,
        ) => {
          const policy = { retryDays, warningDays, blockedDays, cancelDays };
          const paymentMethodId = end === 'none' ? null : CARD;
          const more = { policy, zone: TimeZone.of(zone), paymentMethodId };
          const opened = openDunningCase(scope, dueAt);
          // Bills with payment terms are charged, and may be declined, long before they are due.
          const decline = end === 'hard' ? hard : soft;
          let dunned = end === 'none' ? opened : noteFailure(opened, decline, dueAt.plusHours(-hours));
          const shown = planDunning(factsOf(dunned, more));
          const done: typeof shown = [];
          for (let next = nextDunning(factsOf(dunned, more)); next; next = nextDunning(factsOf(dunned, more))) {
            for (const step of dueDunning(factsOf(dunned, more), next.at)) {
              done.push(step);
              dunned = afterStep(dunned, step, next.at);
              if (step.kind === 'retry' && step.skipped === null) dunned = noteFailure(dunned, soft, next.at);
            }
          }
          const willBeDone = ({ skipped }: (typeof shown)[number]) => skipped === null;
          // Warned and blocked at the same instant: one letter.
          const isOneLetter = warningDays === blockedDays;
          const letters = ({ kind }: (typeof shown)[number]) => !isOneLetter || kind !== 'warn';
          expect(done.filter(willBeDone).filter(letters)).toEqual(shown.filter(willBeDone).filter(letters));
        },
      ),
    );
  });
});

/** A life of one bill: time passes, charges fail, methods come and go, disputes open and close. */
type Event = { readonly hours: number; readonly what: 'nothing' | 'new_card' | 'no_card' | 'hold' | 'release' };
const life: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    hours: fc.integer({ min: 0, max: 200 }),
    what: fc.constantFrom('nothing', 'new_card', 'no_card', 'hold', 'release'),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('any life of a bill', () => {
  it('makes each retry once, in order, never early, never while held, and each step of the account once', () => {
    fc.assert(
      fc.property(life, fc.boolean(), (events, isHard) => {
        let [dunned, now, method, isHeld, cards] = [renewal, DUE, CARD as string | null, false, 1];
        const charged: number[] = [];
        const standing: string[] = [];
        for (const { hours, what } of events) {
          now = now.plusHours(hours);
          if (what === 'hold' || what === 'release') isHeld = what === 'hold';
          if (what === 'no_card') method = null;
          if (what === 'new_card') {
            method = `card-${++cards}`;
            dunned = noteNewMethod(dunned, now);
          }
          const steps = dueDunning(factsOf(dunned, { paymentMethodId: method, isHeld }), now);
          if (isHeld) expect(steps).toEqual([]);
          const charges = steps.filter(
            ({ kind, skipped }) => skipped === null && ['retry', 'new_method'].includes(kind),
          );
          expect(charges.length).toBeLessThanOrEqual(1);
          for (const step of steps) {
            expect(step.at.isAfter(now)).toBe(false);
            dunned = afterStep(dunned, step, now);
            if (step.skipped === null && step.kind === 'retry') {
              expect(
                now.isBefore(
                  plusDays(dunned.firstFailedAt as Instant, POLICY.retryDays[step.retry - 1] as number, UTC),
                ),
              ).toBe(false);
              charged.push(step.retry);
            }
            if (['warn', 'block', 'cancel'].includes(step.kind)) standing.push(step.kind);
          }
          if (charges.length > 0) {
            expect(method).not.toBeNull();
            dunned = noteFailure(dunned, { ...(isHard ? hard : soft), paymentMethodId: method }, now);
          }
          // Done is done: asked again at once, there is nothing.
          const rest = dueDunning(factsOf(dunned, { paymentMethodId: method, isHeld }), now);
          expect(rest.filter(({ skipped }) => skipped !== 'has_payment_method')).toEqual([]);
        }
        expect(charged).toEqual([...new Set(charged)].sort((a, b) => a - b));
        expect(standing).toEqual(['warn', 'block', 'cancel'].slice(0, standing.length));
      }),
    );
  });
});
