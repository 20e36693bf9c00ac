import { InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import { chargeableOf } from './gateway-minimum';

/** A credit of an account that is not used up; negative for a debit carried from an earlier bill. */
export interface OpenCredit {
  readonly id: string;
  readonly remaining: Money;
}

export interface CreditUse {
  readonly creditId: string;
  /** Positive for credit that is used, negative for a debit that is collected. */
  readonly amount: Money;
}

export interface CreditSettlement {
  readonly uses: readonly CreditUse[];
  /** Too little to charge: left for the next bill. */
  readonly carried: Money;
  /** Uses and what is carried: total − creditApplied is what is due. */
  readonly creditApplied: Money;
  readonly amountDue: Money;
}

/**
 * Pays a bill from account credit, the oldest first: 35.99 with credits of 5.00 and 40.00 → 5.00 and 30.99 used, nothing
 * due. What is left below the gateway's minimum is not charged but carried to the next bill: 0.30 USD → due 0.00, and a
 * debit of 0.30, which the next bill collects. So are fils that no card can be charged: 12.345 KWD → due 12.340. `credits` come in the order of their making.
 */
export function applyCredit(total: Money, credits: readonly OpenCredit[], gatewayMinimum: Money): CreditSettlement {
  if (total.isNegative()) throw new InvariantBroken(`a bill is never negative: ${total}`);
  const debits = total.isZero() ? [] : credits.filter(({ remaining }) => remaining.isNegative());
  let open = debits.reduce((sum, { remaining }) => sum.subtract(remaining), total);
  const uses: CreditUse[] = debits.map(({ id, remaining }) => ({ creditId: id, amount: remaining }));
  for (const { id, remaining } of credits) {
    const amount = remaining.compare(open) < 0 ? remaining : open;
    if (!amount.isPositive()) continue;
    uses.push({ creditId: id, amount });
    open = open.subtract(amount);
  }
  const amountDue = chargeableOf(open, gatewayMinimum);
  return { uses, carried: open.subtract(amountDue), creditApplied: total.subtract(amountDue), amountDue };
}

/** One movement of an account's credit: granted is positive, used is negative. */
export interface CreditMovement {
  readonly id: string;
  readonly amount: Money;
}

/**
 * What is left of each credit when uses took the oldest first: +5.00, +40.00, −12.00 → 33.00 of the second. More used
 * than granted is a debit: −0.30. `movements` come in the order of their making.
 */
export function openCredits(movements: readonly CreditMovement[], currency: string): OpenCredit[] {
  const negative = movements.filter(({ amount }) => amount.isNegative());
  let used = Money.sum(
    negative.map(({ amount }) => amount),
    currency,
  ).negate();
  const open: OpenCredit[] = [];
  for (const { id, amount } of movements) {
    if (!amount.isPositive()) continue;
    const taken = amount.compare(used) < 0 ? amount : used;
    used = used.subtract(taken);
    if (!amount.equals(taken)) open.push({ id, remaining: amount.subtract(taken) });
  }
  const debit = negative.at(-1);
  return used.isPositive() && debit ? [{ id: debit.id, remaining: used.negate() }] : open;
}

/** Money of a bill's payments that went back: by refunds, and by disputes that were lost. */
export interface MoneyGone {
  readonly refunded: Money;
  readonly chargedBack: Money;
}

/**
 * How much account credit follows money that went back. What came for a bill beyond its due became credit, and what goes
 * back of the bill's payments, whichever of them, is that first: a second charge of 29.99, kept as credit, of which 20.00
 * is refunded → 20.00 of credit, and after the rest → 9.99. Negative: a refund came back, and so does the credit. Never
 * takes more than is left of the credit: what was spent meanwhile stays spent. Of the facts alone, not of their order.
 */
export function creditToTakeBack(facts: {
  /** What became credit of the payments of the bill. */
  readonly kept: Money;
  readonly gone: MoneyGone;
  /** What was taken before on account of either. */
  readonly taken: MoneyGone;
  /** Of the account. */
  readonly balance: Money;
}): MoneyGone {
  const { kept, gone, taken, balance } = facts;
  const fromRefunds = least(gone.refunded, kept);
  const fromDisputes = least(gone.chargedBack, kept.subtract(fromRefunds));
  const [refunded, chargedBack] = [fromRefunds.subtract(taken.refunded), fromDisputes.subtract(taken.chargedBack)];
  const left = [refunded, chargedBack].reduce((sum, each) => (each.isNegative() ? sum.subtract(each) : sum), balance);
  const ofRefunds = atMost(refunded, left);
  return {
    refunded: ofRefunds,
    chargedBack: atMost(chargedBack, ofRefunds.isPositive() ? left.subtract(ofRefunds) : left),
  };
}

function least(a: Money, b: Money): Money {
  return a.compare(b) < 0 ? a : b;
}

/** What is to be taken is bounded by what is there; what is given back is not. */
function atMost(amount: Money, left: Money): Money {
  if (!amount.isPositive()) return amount;
  return left.isPositive() ? least(amount, left) : Money.zero(amount.currency);
}
