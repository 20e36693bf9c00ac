import { Injectable } from '@nestjs/common';
import { creditToTakeBack } from '@libs/billing/invoicing';
import { bookRefundFromCredit, bookRefundKeptAsCredit, type LedgerEntry } from '@libs/billing/ledger';
import { Money } from '@libs/money';
import { AccountsApi } from '../../accounts/accounts.api';
import { LedgerApi, type LedgerChange } from '../../ledger/ledger.api';

/** A refund of a payment; what of that payment became account credit is in the book of the bill it was for. */
export interface RefundOfPayment {
  readonly accountId: string;
  readonly invoiceId: string;
  readonly transactionId: string;
  readonly refundId: string;
  readonly amount: Money;
}

/**
 * Money that no bill waited for became account credit; when staff send it back, the credit goes with it. The caller holds
 * the account's lock and the transaction.
 */
@Injectable()
export class TakeBackCredit {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly ledger: LedgerApi,
  ) {}

  /** How much it took. */
  async run(refund: RefundOfPayment): Promise<Money> {
    const { accountId, amount, transactionId } = refund;
    const { currency } = amount;
    const changes = await this.changesOf(refund);
    const sumOf = (some: readonly LedgerChange[]) =>
      Money.sum(
        some.map(({ change }) => change),
        currency,
      );
    const kept = sumOf(changes.filter(({ reference }) => reference === transactionId)).negate();
    if (!kept.isPositive()) return Money.zero(currency);
    const taken = sumOf(changes.filter(({ reference }) => reference.startsWith(`${transactionId}/`)));
    const balance = await this.accounts.creditBalance({ id: accountId, currency });
    const credit = creditToTakeBack({ refunded: amount, kept, taken, balance });
    if (credit.isPositive()) await this.move(refund, credit.negate(), bookRefundFromCredit(credit));
    return credit;
  }

  /** The refund came back: so does the credit, as much as it tells. */
  async undo(refund: RefundOfPayment): Promise<Money> {
    const name = nameOf(refund);
    const taken = (await this.changesOf(refund)).find(({ reference }) => reference === name)?.change;
    if (!taken?.isPositive()) return Money.zero(refund.amount.currency);
    await this.move(refund, taken, bookRefundKeptAsCredit(taken));
    return taken;
  }

  private async changesOf({ accountId, invoiceId }: RefundOfPayment): Promise<LedgerChange[]> {
    return this.ledger.changesOf(accountId, invoiceId, 'customer_credit');
  }

  private async move(refund: RefundOfPayment, amount: Money, { occasion: kind, postings }: LedgerEntry): Promise<void> {
    const { accountId, invoiceId } = refund;
    const reference = nameOf(refund);
    const sourceKey = `refund:${reference}:${kind}`;
    await this.accounts.addCredit({ accountId, invoiceId, amount, reason: 'refund', sourceKey });
    await this.ledger.post({ kind, accountId, invoiceId, reference, postings });
  }
}

function nameOf({ transactionId, refundId }: RefundOfPayment): string {
  return `${transactionId}/${refundId}`;
}
