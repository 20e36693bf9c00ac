import { Injectable } from '@nestjs/common';
import { creditToTakeBack, type MoneyGone } from '@libs/billing/invoicing';
import { bookChargeBackFromCredit, bookRefundFromCredit, type LedgerEntry } from '@libs/billing/ledger';
import { Money } from '@libs/money';
import { AccountsApi } from '../../accounts/accounts.api';
import { InvoiceMoneyApi } from '../../invoicing/invoice-money.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import { LedgerApi } from '../../ledger/ledger.api';
import { PaymentEventRepository } from '../persistence/payment-event.repository';

const KEPT = ['payment_kept_as_credit', 'payment_with_excess'];

/**
 * Money that no bill waited for became account credit; when it goes back, by staff's refund or a lost dispute, the credit
 * goes with it, and comes again with a refund that came back. It rests on all that was told of the bill, so that payments,
 * refunds and disputes end alike in whatever order they are told.
 */
@Injectable()
export class TakeBackCredit {
  constructor(
    private readonly events: PaymentEventRepository,
    private readonly invoicing: InvoicingApi,
    private readonly money: InvoiceMoneyApi,
    private readonly accounts: AccountsApi,
    private readonly ledger: LedgerApi,
  ) {}

  /** After each event of a bill; `cause` names the event. The caller holds the account's lock and the transaction. */
  async run(invoiceId: string, cause: string): Promise<void> {
    const gone = await this.events.goneOf(invoiceId);
    const record = gone && (await this.invoicing.byId(invoiceId));
    if (!gone || !record) return;
    const { accountId: id, currency } = record.invoice;
    const balance = await this.accounts.creditBalance({ id, currency });
    const { refunded, chargedBack } = creditToTakeBack({ ...(await this.creditOf(record)), gone, balance });
    if (!refunded.isZero()) {
      await this.move(record, { reason: 'refund', amount: refunded, cause }, bookRefundFromCredit(refunded));
      await this.money.refundWasCredit(record, refunded, cause);
    }
    if (!chargedBack.isZero()) {
      await this.move(
        record,
        { reason: 'charge_back', amount: chargedBack, cause },
        bookChargeBackFromCredit(chargedBack),
      );
    }
  }

  /** What the book says of credit that payments of the bill had become. */
  private async creditOf({ invoice }: InvoiceRecord): Promise<{ kept: Money; taken: MoneyGone }> {
    const changes = await this.ledger.changesOf(invoice.accountId, invoice.id, 'customer_credit');
    const sumOf = (...kinds: string[]) => {
      const some = changes.filter(({ kind }) => kinds.includes(kind)).map(({ change }) => change);
      return Money.sum(some, invoice.currency);
    };
    const taken = { refunded: sumOf('refund_taken_from_credit'), chargedBack: sumOf('charge_back_taken_from_credit') };
    return { kept: sumOf(...KEPT).negate(), taken };
  }

  private async move(
    { invoice }: InvoiceRecord,
    { reason, amount, cause }: { reason: string; amount: Money; cause: string },
    { occasion: kind, postings }: LedgerEntry,
  ): Promise<void> {
    const { id: invoiceId, accountId } = invoice;
    const sourceKey = `${reason}:${cause}`;
    await this.accounts.addCredit({ accountId, invoiceId, amount: amount.negate(), reason, sourceKey });
    await this.ledger.post({ kind, accountId, invoiceId, reference: cause, postings });
  }
}
