import { TimeZone } from '@libs/calendar';
import { accepted, aTrial, at, started } from '../testing';
import { cancelSubscription } from './cancel-subscription';
import { dueWork } from './due-work';
import { endTrial, failPayment, warnOfTrialEnd } from './end-trial';
import { pauseSubscription } from './pause-subscription';
import type { Subscription } from './subscription';
import { aPlan } from '../testing';

const zone = TimeZone.UTC;
const { subscription: pending } = started(); // 10 Feb 09:00
const active: Subscription = { ...pending, status: 'active' };
const trial = aTrial(); // ends 12 Mar 09:00
const end = active.currentPeriod.end;
const next = (subscription: Subscription) => {
  const due = dueWork(subscription, zone);
  return due && [due.step, String(due.at)];
};
const ended = accepted(
  endTrial({ subscription: trial, planOf: () => aPlan(), zone, hasPaymentMethod: true, now: trial.trialEnd! }),
).subscription;
const paused = accepted(pauseSubscription(active, null, zone, at('2026-02-20T00:00:00Z'))).subscription;
const resumesAt = at('2026-03-20T00:00:00Z');

test.each<[string, Subscription, (string | null)[] | null]>([
  ['pending lapses', pending, ['pending_expiry', '2026-02-11T09:00:00Z']],
  ['three days before the trial’s end', trial, ['trial_will_end', '2026-03-09T09:00:00Z']],
  ['then its end', warnOfTrialEnd(trial, end).subscription, ['trial_end', '2026-03-12T09:00:00Z']],
  [
    'a trial of two days is warned of at once',
    aTrial({ plan: aPlan({ trialPeriodDays: 2 }) }),
    ['trial_will_end', '2026-02-10T09:00:00Z'],
  ],
  ['the first charge waits for its answer', ended, null],
  ['the grace', failPayment(ended, zone, end).subscription, ['grace_end', '2026-03-19T09:00:00Z']],
  ['renewal', active, ['renewal', '2026-03-10T09:00:00Z']],
  ['renewal while past due', { ...active, status: 'past_due' }, ['renewal', '2026-03-10T09:00:00Z']],
  ['the end comes before the renewal', { ...active, cancelAtPeriodEnd: true }, ['scheduled_cancel', String(end)]],
  ['an instant of its own', { ...active, cancelAt: resumesAt }, ['renewal', String(end)]],
  [
    'an instant within the period',
    { ...active, cancelAt: at('2026-03-01T00:00:00Z') },
    ['scheduled_cancel', '2026-03-01T00:00:00Z'],
  ],
  ['90 days of pause', paused, ['pause_limit', '2026-05-21T00:00:00Z']],
  ['resumes by itself', { ...paused, pause: { ...paused.pause!, resumesAt } }, ['resume', '2026-03-20T00:00:00Z']],
  ['a paused period does not end', { ...paused, cancelAtPeriodEnd: true }, ['pause_limit', '2026-05-21T00:00:00Z']],
  ['canceled', accepted(cancelSubscription(active, 'now', end)).subscription, null],
  ['expired', { ...active, status: 'expired' }, null],
])('%s', (_, subscription, expected) => expect(next(subscription)).toEqual(expected));

test('tells a renewal that changes terms', () => {
  const change = { planId: 9, planVersion: 1, quantity: 1, effectiveAt: end, awaitsPayment: false };
  const changes = (facts: Partial<Subscription>) => dueWork({ ...active, ...facts }, zone)?.changesTerms;
  expect(changes({})).toBe(false);
  expect(changes({ pendingChange: change })).toBe(true);
  expect(changes({ pendingChange: { ...change, awaitsPayment: true } })).toBe(false);
  const pendingVersion = { planId: 2, planVersion: 2, effectiveAt: end };
  expect(changes({ pendingVersions: [pendingVersion] })).toBe(true);
  expect(changes({ pendingVersions: [{ ...pendingVersion, effectiveAt: end.plusSeconds(1) }] })).toBe(false);
});
