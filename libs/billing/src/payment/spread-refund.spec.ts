import fc from 'fast-check';
import { spreadRefund } from './spread-refund';

const payments = (...amounts: bigint[]) =>
  amounts.map((refundableMinor, index) => ({ id: `p${index}`, refundableMinor }));
const partsOf = (amount: bigint, ...amounts: bigint[]) => {
  const { parts, restMinor } = spreadRefund(amount, payments(...amounts));
  return [...parts.map(({ paymentId, amountMinor }) => `${paymentId} ${amountMinor}`), `rest ${restMinor}`];
};

it.each<[bigint, bigint[], string[]]>([
  [3000n, [1000n, 2999n], ['p0 1000', 'p1 2000', 'rest 0']],
  [1000n, [2999n, 2999n], ['p0 1000', 'rest 0']],
  [2999n, [2999n], ['p0 2999', 'rest 0']],
  [3000n, [2999n], ['p0 2999', 'rest 1']],
  [3000n, [0n, 2999n, 0n, 5n], ['p1 2999', 'p3 1', 'rest 0']],
  [3000n, [], ['rest 3000']],
])('%s out of %j', (amount, amounts, expected) => {
  expect(partsOf(amount, ...amounts)).toEqual(expected);
});

it('gives back exactly what was asked for or all there is, never more of a payment than it has', () => {
  const amounts = fc.array(fc.bigInt({ min: 0n, max: 5000n }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 20_000n }), amounts, (asked, held) => {
      const { parts, restMinor } = spreadRefund(asked, payments(...held));
      const total = parts.reduce((sum, part) => sum + part.amountMinor, 0n);
      const all = held.reduce((sum, amount) => sum + amount, 0n);
      expect(total + restMinor).toBe(asked);
      expect(total).toBe(all < asked ? all : asked);
      for (const { paymentId, amountMinor } of parts) {
        expect(amountMinor > 0n && amountMinor <= (held[Number(paymentId.slice(1))] ?? 0n)).toBe(true);
      }
    }),
  );
});
