import { Instant, TimeZone } from '@libs/calendar';
import {
  accountStandingOf,
  afterStep,
  dueDunning,
  dunningPolicy,
  dunningScopeOf,
  explainDunning,
  nextDunning,
  noteFailure,
  noteNewMethod,
  openDunningCase,
  planDunning,
  wasTold,
  type DunningFacts,
} from './index';
import { declined, DUE, factsOf, hard, POLICY, renewal, soft } from './testing/dunned';

const told = (facts: DunningFacts) =>
  planDunning(facts).map(
    ({ kind, at, skipped }) => `${String(at).slice(0, 10)} ${kind}${skipped ? ` (${skipped})` : ''}`,
  );
const dueOn = (day: string, facts: DunningFacts) =>
  dueDunning(facts, Instant.of(`${day}T09:00:00Z`)).map(({ kind, retry, skipped }) => [kind, retry, skipped]);

describe('the plan', () => {
  it('after a declined renewal: four retries, warning, blocked, canceled', () => {
    expect(told(factsOf(declined))).toEqual([
      '2026-02-13 retry',
      '2026-02-15 retry',
      '2026-02-17 retry',
      '2026-02-17 warn',
      '2026-02-20 retry',
      '2026-02-24 block',
      '2026-03-12 cancel',
    ]);
  });

  it('counts retries from the first failure and everything else from the due date', () => {
    const early = noteFailure(renewal, soft, Instant.of('2026-01-11T09:00:00Z'));
    expect(told(factsOf(early)).slice(0, 5)).toEqual([
      '2026-01-14 retry',
      '2026-01-16 retry',
      '2026-01-18 retry',
      '2026-01-21 retry',
      '2026-02-17 warn',
    ]);
  });

  it('without a payment method: asks when due, and the days run as for a decline', () => {
    expect(told(factsOf(renewal, { paymentMethodId: null }))).toEqual([
      '2026-02-10 fall_due',
      '2026-02-17 warn',
      '2026-02-24 block',
      '2026-03-12 cancel',
    ]);
  });

  it('while a charge is under way nobody is asked for a payment method', () => {
    expect(told(factsOf(renewal))[0]).toBe('2026-02-10 fall_due (has_payment_method)');
    expect(nextDunning(factsOf(renewal))).toMatchObject({ kind: 'warn' });
    const [step] = dueDunning(factsOf(renewal), DUE);
    const later = afterStep(renewal, step as never, DUE);
    expect(wasTold(later)).toBe(false);
    expect(nextDunning(factsOf(later, { paymentMethodId: null }))).toMatchObject({ kind: 'fall_due' });
  });

  it('after a hard decline passes over the retries, until the payment method changes', () => {
    const refused = noteFailure(renewal, hard, DUE);
    expect(told(factsOf(refused)).slice(0, 2)).toEqual([
      '2026-02-13 retry (hard_decline)',
      '2026-02-15 retry (hard_decline)',
    ]);
    expect(nextDunning(factsOf(refused))).toMatchObject({ kind: 'warn' });
    expect(nextDunning(factsOf(refused, { paymentMethodId: 'card-2' }))).toMatchObject({ kind: 'retry', retry: 1 });
  });

  it('a card that was given once and refused says nothing about the saved one', () => {
    const refused = noteFailure(renewal, { ...hard, paymentMethodId: null }, DUE);
    expect(nextDunning(factsOf(refused))).toMatchObject({ kind: 'retry' });
  });

  it('never tries a refused method again, whatever other cards were declined since', () => {
    const byHand = noteFailure(noteFailure(renewal, hard, DUE), { ...soft, paymentMethodId: null }, DUE);
    expect(nextDunning(factsOf(byHand))).toMatchObject({ kind: 'warn' });
    const another = noteFailure(byHand, { ...hard, paymentMethodId: 'card-2' }, DUE);
    expect(nextDunning(factsOf(another))).toMatchObject({ kind: 'warn' });
    expect(nextDunning(factsOf(another, { paymentMethodId: 'card-2' }))).toMatchObject({ kind: 'warn' });
    expect(nextDunning(factsOf(another, { paymentMethodId: 'card-3' }))).toMatchObject({ kind: 'retry' });
  });

  it('the method was removed after a decline: no retries', () => {
    expect(told(factsOf(declined, { paymentMethodId: null }))[0]).toBe('2026-02-13 retry (no_payment_method)');
  });

  it('tries a new method at once', () => {
    const now = Instant.of('2026-02-14T12:00:00Z');
    const refused = noteNewMethod(noteFailure(renewal, hard, DUE), now);
    const facts = factsOf(refused, { paymentMethodId: 'card-2' });
    expect(dueDunning(facts, now).map(({ kind, skipped }) => [kind, skipped])).toEqual([
      ['retry', 'overtaken'],
      ['new_method', null],
    ]);
  });

  it('does not try the refused one again because another was added beside it', () => {
    const now = Instant.of('2026-02-11T12:00:00Z');
    const refused = noteNewMethod(noteFailure(renewal, hard, DUE), now);
    expect(dueDunning(factsOf(refused), now)).toMatchObject([{ kind: 'new_method', skipped: 'hard_decline' }]);
  });

  it('where no subscription is behind the bill, only the account is at stake', () => {
    const oneOff = openDunningCase('account', DUE);
    expect(told(factsOf(oneOff, { paymentMethodId: null })).map((line) => line.slice(11))).toEqual([
      'fall_due',
      'warn',
      'block',
    ]);
  });

  it('at the end of a trial there are only retries, and none after the days of grace', () => {
    const trial = noteFailure(openDunningCase('trial', DUE), soft, DUE);
    expect(told(factsOf(trial))).toEqual(['2026-02-13 retry', '2026-02-15 retry']);
  });

  it('days are days of the account’s calendar', () => {
    // Summer time begins in Berlin on 29 March 2026.
    const berlin = openDunningCase('account', Instant.of('2026-03-25T08:00:00Z'));
    const [warn] = planDunning(factsOf(berlin, { zone: TimeZone.of('Europe/Berlin') })).filter(
      ({ kind }) => kind === 'warn',
    );
    expect(String(warn?.at)).toBe('2026-04-01T07:00:00Z');
  });
});

describe('what is due', () => {
  it('nothing a second before its time', () => {
    expect(dueDunning(factsOf(declined), Instant.of('2026-02-13T08:59:59Z'))).toEqual([]);
    expect(dueOn('2026-02-13', factsOf(declined))).toEqual([['retry', 1, null]]);
  });

  it('of several retries that fell due meanwhile, one charge is made', () => {
    expect(dueOn('2026-02-16', factsOf(declined))).toEqual([
      ['retry', 1, 'overtaken'],
      ['retry', 2, null],
    ]);
  });

  it('nothing while a dispute holds it; afterwards all of it', () => {
    expect(dueOn('2026-03-20', factsOf(declined, { isHeld: true }))).toEqual([]);
    expect(nextDunning(factsOf(declined, { isHeld: true }))).toBeNull();
    expect(dueOn('2026-03-20', factsOf(declined)).filter(([, , skipped]) => skipped === null)).toEqual([
      ['retry', 4, null],
      ['block', 0, null],
      ['cancel', 0, null],
    ]);
  });
});

describe('standing', () => {
  const unpaid = (warnedAt: Instant | null, blockedAt: Instant | null) => ({ warnedAt, blockedAt });

  it('is the worst of what is unpaid, and current with nothing left', () => {
    expect(accountStandingOf([])).toBe('current');
    expect(accountStandingOf([unpaid(null, null)])).toBe('current');
    expect(accountStandingOf([unpaid(null, null), unpaid(DUE, null)])).toBe('warning');
    expect(accountStandingOf([unpaid(DUE, DUE), unpaid(DUE, null)])).toBe('blocked');
  });
});

describe('what is dunned', () => {
  it.each([
    ['a renewal', {}, 'subscription'],
    ['final usage', { isFinal: true }, 'account'],
    ['a one-off line', { subscriptionId: null }, 'account'],
    ['the end of a trial', { isOfTrial: true }, 'trial'],
    ['a first bill, or a change that waits', { isAwaited: true }, null],
  ] as const)('%s %j → %s', (_, facts, scope) => {
    const bill = { subscriptionId: 'sub', isAwaited: false, isOfTrial: false, isFinal: false };
    expect(dunningScopeOf({ ...bill, ...facts })).toBe(scope);
  });

  it('tells its customer of the end only when it told of the beginning', () => {
    expect(wasTold(renewal)).toBe(false);
    expect(wasTold(declined)).toBe(true);
  });
});

describe('the policy', () => {
  it.each([
    [{ retryDays: [3, 3] }, 'retries_not_ascending'],
    [{ retryDays: [5, 3] }, 'retries_not_ascending'],
    [{ warningDays: 20 }, 'days_not_ascending'],
    [{ cancelDays: 13 }, 'days_not_ascending'],
    [{ warningDays: 0 }, 'days_out_of_range'],
    [{ retryDays: [1.5] }, 'days_out_of_range'],
  ])('refuses %j', (change, code) => {
    expect(dunningPolicy({ ...POLICY, ...change })).toEqual({ ok: false, error: { code } });
  });

  it('may do without retries', () => {
    expect(dunningPolicy({ ...POLICY, retryDays: [] }).ok).toBe(true);
  });
});

describe('in plain words', () => {
  it.each([
    [0, 'Retry 1 of 4, 3 days after the first declined charge.'],
    [3, 'The account becomes warning because the invoice is 7 days overdue.'],
    [5, 'The account is blocked and may use nothing because the invoice is 14 days overdue.'],
    [6, 'The subscription is canceled because the invoice is 30 days overdue and unpaid.'],
  ])('step %i', (index, words) => {
    const facts = factsOf(declined);
    const step = planDunning(facts)[index];
    expect(step && explainDunning(step, facts)).toBe(words);
  });

  it('says why a step is passed over', () => {
    const facts = factsOf(declined, { paymentMethodId: null });
    expect(explainDunning(planDunning(facts)[0] as never, facts)).toBe(
      'Retry 1 of 4, 3 days after the first declined charge: passed over, since the account has no payment method.',
    );
  });
});
