import { Injectable } from '@nestjs/common';
import { bookPaymentKeptAsCredit } from '@libs/billing/ledger';
import type { CreditReason } from '@libs/billing/subscription';
import type { Money } from '@libs/money';
import { AccountsApi } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { LedgerApi } from '../../ledger/ledger.api';
import type { PaymentOfBill } from '../payment-result';

/** Money that nothing waits for any more is the customer's: it becomes account credit, once per transaction. */
@Injectable()
export class KeepAsCredit {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly ledger: LedgerApi,
    private readonly audit: AuditApi,
  ) {}

  async run(
    { account, invoice, transactionId }: PaymentOfBill,
    kept: { credit: Money; reason: CreditReason },
  ): Promise<void> {
    const accountId = account.id;
    const { credit, reason } = kept;
    await this.accounts.addCredit({ accountId, amount: credit, reason, sourceKey: `payment:${transactionId}` });
    const { occasion, postings } = bookPaymentKeptAsCredit(credit);
    await this.ledger.post({
      kind: occasion,
      accountId,
      invoiceId: invoice.invoice.id,
      reference: transactionId,
      postings,
    });
    const subject = { type: 'account', id: accountId };
    const after = { credit: String(credit), reason, invoice_id: invoice.invoice.id, transaction_id: transactionId };
    await this.audit.record({ action: 'credit.created', subject, accountId, after });
  }
}
