import { configuredPolicy } from './policy';

const DAYS = { retryDays: [3, 5, 7, 10], warningDays: 7, blockedDays: 14, cancelDays: 30 };
const policyOf = (change: Partial<typeof DAYS>) => configuredPolicy({ dunning: { ...DAYS, ...change } });

it('takes the numbers of the configuration', () => {
  expect(policyOf({ cancelDays: 45 })).toEqual({ ...DAYS, cancelDays: 45 });
});

it('does not start with numbers that contradict each other', () => {
  expect(() => policyOf({ blockedDays: 5 })).toThrow(
    'DUNNING_WARNING_DAYS, DUNNING_BLOCKED_DAYS and DUNNING_CANCEL_DAYS must not descend',
  );
  expect(() => policyOf({ cancelDays: 13 })).toThrow('must not descend');
});
