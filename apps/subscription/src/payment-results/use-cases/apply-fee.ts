import { Injectable } from '@nestjs/common';
import { bookGatewayFee } from '@libs/billing/ledger';
import type { FeeEventBody } from '@libs/dto';
import { Money } from '@libs/money';
import { AccountsApi } from '../../accounts/accounts.api';
import { LedgerApi, NOBODYS_ACCOUNT } from '../../ledger/ledger.api';
import { PaymentEventRepository } from '../persistence/payment-event.repository';
import { rejected } from './find-bill';

/** What the gateway kept for a movement of money, once per movement. */
@Injectable()
export class ApplyFee {
  constructor(
    private readonly events: PaymentEventRepository,
    private readonly accounts: AccountsApi,
    private readonly ledger: LedgerApi,
  ) {}

  /** In the transaction that notes the event. False: told before by another. @throws AppError `webhook_rejected` */
  async run(body: FeeEventBody): Promise<boolean> {
    const { transaction_id: reference, account_id: accountId = null } = body;
    if (accountId !== null && !(await this.accounts.byId(accountId))) throw rejected('unknown_account');
    const fee = Money.parseDecimal(body.amount, body.currency);
    if (!fee.ok || !fee.value.isPositive()) throw rejected('amount_mismatch');
    const told = { type: 'fee', subject: reference, outcome: 'charged', accountId, invoiceId: null, body } as const;
    if (!(await this.events.add(told))) return false;
    const { occasion: kind, postings } = bookGatewayFee(fee.value);
    await this.ledger.post({ kind, accountId: accountId ?? NOBODYS_ACCOUNT, reference, postings });
    return true;
  }
}
