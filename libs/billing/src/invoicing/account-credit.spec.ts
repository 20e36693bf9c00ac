import { Money } from '@libs/money';
import fc from 'fast-check';
import { usd } from '../testing';
import { creditToTakeBack, applyCredit, gatewayMinimum, openCredits } from './index';

const minimum = gatewayMinimum('USD');
const credit = (id: string, minor: bigint) => ({ id, remaining: usd(minor) });
const applied = (total: bigint, ...credits: { id: string; remaining: Money }[]) => {
  const { uses, carried, creditApplied, amountDue } = applyCredit(usd(total), credits, minimum);
  return {
    uses: uses.map(({ creditId, amount }) => `${creditId} ${amount.minor}`),
    numbers: [carried, creditApplied, amountDue].map(({ minor }) => Number(minor)),
  };
};

describe('applyCredit', () => {
  test.each<[string, ReturnType<typeof applied>, string[], number[]]>([
    ['no credit', applied(3599n), [], [0, 0, 3599]],
    ['the oldest first', applied(3599n, credit('a', 500n), credit('b', 4000n)), ['a 500', 'b 3099'], [0, 3599, 0]],
    ['not enough', applied(3599n, credit('a', 500n)), ['a 500'], [0, 500, 3099]],
    ['too little to charge', applied(30n), [], [30, 30, 0]],
    ['exactly the minimum', applied(50n), [], [0, 0, 50]],
    ['one below it', applied(49n), [], [49, 49, 0]],
    ['credit leaves too little', applied(1000n, credit('a', 970n)), ['a 970'], [30, 1000, 0]],
    ['a debit is collected', applied(1000n, credit('d', -30n)), ['d -30'], [0, -30, 1030]],
    [
      'a debit, and credit over it',
      applied(1000n, credit('d', -30n), credit('a', 500n)),
      ['d -30', 'a 500'],
      [0, 470, 530],
    ],
    ['a debit and still too little', applied(15n, credit('d', -30n)), ['d -30'], [45, 15, 0]],
    ['a bill over nothing collects nothing', applied(0n, credit('d', -30n)), [], [0, 0, 0]],
  ])('%s', (_, result, uses, numbers) => expect(result).toEqual({ uses, numbers }));

  test('fils below ten are carried, since cards settle three decimals in steps of ten', () => {
    const kwd = (minor: bigint) => Money.ofMinor(minor, 'KWD');
    const settled = (total: bigint, debit = 0n) =>
      applyCredit(kwd(total), [{ id: 'd', remaining: kwd(debit) }], gatewayMinimum('KWD'));
    expect(settled(12_345n)).toMatchObject({ carried: kwd(5n), creditApplied: kwd(5n), amountDue: kwd(12_340n) });
    expect(settled(9_125n, -5n)).toMatchObject({ carried: kwd(0n), creditApplied: kwd(-5n), amountDue: kwd(9_130n) });
    expect(settled(4n)).toMatchObject({ carried: kwd(4n), amountDue: kwd(0n) });
  });

  test('due, used and carried make the total, and no credit is used beyond what it was', () => {
    const minors = fc.bigInt(-40n, 5000n).filter((minor) => minor !== 0n);
    fc.assert(
      fc.property(fc.bigInt(0n, 10_000n), fc.array(minors, { maxLength: 6 }), (total, all) => {
        const credits = all.map((minor, index) => credit(String(index), minor));
        const { uses, carried, creditApplied, amountDue } = applyCredit(usd(total), credits, minimum);
        const used = Money.sum(
          uses.map(({ amount }) => amount),
          'USD',
        );
        expect(amountDue.add(creditApplied).minor).toBe(total);
        expect(used.add(carried).equals(creditApplied)).toBe(true);
        expect(amountDue.isZero() || amountDue.compare(minimum) >= 0).toBe(true);
        for (const { creditId, amount } of uses) {
          const { minor } = credits[Number(creditId)]?.remaining ?? usd(0n);
          expect(minor < 0n ? amount.minor === minor : amount.minor > 0n && amount.minor <= minor).toBe(true);
        }
      }),
    );
  });

  test('a prepaid balance pays a bill of a public project: 39.00 less 17.72 is 21.28', () => {
    const { uses, amountDue } = applyCredit(usd(1772n), [credit('wallet', 3900n)], minimum);
    expect([uses[0]?.amount.minor, amountDue.minor, 3900n - (uses[0]?.amount.minor ?? 0n)]).toEqual([1772n, 0n, 2128n]);
  });
});

describe('openCredits', () => {
  const open = (...minors: bigint[]) =>
    openCredits(
      minors.map((minor, index) => ({ id: String(index), amount: usd(minor) })),
      'USD',
    ).map(({ id, remaining }) => `${id} ${remaining.minor}`);

  test.each([
    [[], []],
    [[500n, 4000n, -1200n], ['1 3300']],
    [[500n, -500n], []],
    [[-30n], ['0 -30']],
    [[-30n, 30n], []],
    [[100n, -130n], ['1 -30']],
    [[-30n, 100n], ['1 70']],
  ])('%p leaves %p', (minors, expected) => expect(open(...minors)).toEqual(expected));
});

test.each([
  ['USD', '0.50'],
  ['JPY', '50'],
  ['KWD', '0.000'],
])('the gateway charges from %s %s', (currency, text) => expect(gatewayMinimum(currency).toDecimalText()).toBe(text));

describe('creditToTakeBack', () => {
  const gone = ([refunded, chargedBack]: readonly [bigint, bigint]) => ({
    refunded: usd(refunded),
    chargedBack: usd(chargedBack),
  });
  type Facts = { kept: bigint; gone: [bigint, bigint]; taken?: [bigint, bigint]; balance: bigint };
  const taken = (facts: Facts) =>
    creditToTakeBack({
      kept: usd(facts.kept),
      gone: gone(facts.gone),
      taken: gone(facts.taken ?? [0n, 0n]),
      balance: usd(facts.balance),
    });

  test.each<[string, Facts, [bigint, bigint]]>([
    ['all of it', { kept: 2999n, gone: [2000n, 0n], balance: 2999n }, [2000n, 0n]],
    ['what earlier refunds left', { kept: 2999n, gone: [4000n, 0n], taken: [2000n, 0n], balance: 999n }, [999n, 0n]],
    ['what was not spent', { kept: 2999n, gone: [2999n, 0n], balance: 500n }, [500n, 0n]],
    ['nothing where nothing was kept', { kept: 0n, gone: [2999n, 0n], balance: 500n }, [0n, 0n]],
    ['nothing of a debit', { kept: 2999n, gone: [2999n, 0n], balance: -30n }, [0n, 0n]],
    ['nothing twice', { kept: 2999n, gone: [2999n, 0n], taken: [2999n, 0n], balance: 500n }, [0n, 0n]],
    ['what a refund gives again', { kept: 2999n, gone: [500n, 0n], taken: [2000n, 0n], balance: 0n }, [-1500n, 0n]],
    ['what was charged back', { kept: 2999n, gone: [0n, 2999n], balance: 2999n }, [0n, 2999n]],
    ['of both no more than was kept', { kept: 2999n, gone: [1000n, 2999n], balance: 2999n }, [1000n, 1999n]],
    ['of both no more than is left', { kept: 2999n, gone: [1000n, 2999n], balance: 1500n }, [1000n, 500n]],
    [
      'for a refund what a dispute had taken before',
      { kept: 2999n, gone: [1000n, 2999n], taken: [0n, 2999n], balance: 0n },
      [1000n, -1000n],
    ],
  ])('%s', (_, facts, expected) => expect(taken(facts)).toEqual(gone(expected)));

  test('in whatever order money goes and comes, what is taken in the end is what the facts say', () => {
    const minor = fc.bigInt({ min: 0n, max: 50n });
    const facts = fc.record({ kept: minor, refunded: minor, chargedBack: minor });
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1, maxLength: 10 }), (steps) => {
        const sums = { refunded: 0n, chargedBack: 0n };
        for (const { kept, refunded, chargedBack } of steps) {
          const both = sums.refunded + sums.chargedBack;
          const step = taken({
            kept,
            gone: [refunded, chargedBack],
            taken: [sums.refunded, sums.chargedBack],
            balance: kept > both ? kept - both : 0n,
          });
          sums.refunded += step.refunded.minor;
          sums.chargedBack += step.chargedBack.minor;
        }
        const { kept, refunded, chargedBack } = steps.at(-1) ?? { kept: 0n, refunded: 0n, chargedBack: 0n };
        expect(sums.refunded).toBe(refunded < kept ? refunded : kept);
        const left = kept - sums.refunded;
        expect(sums.chargedBack).toBe(chargedBack < left ? chargedBack : left);
      }),
    );
  });
});
