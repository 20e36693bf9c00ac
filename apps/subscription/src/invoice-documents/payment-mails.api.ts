import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { MailApi } from '../mail/mail.api';
import { DISPUTE } from './mails/dispute.mail';
import { RECEIPT } from './mails/payment-receipt.mail';
import { REFUND } from './mails/refund.mail';
import type { ToldMoney } from './mails/told-money';

export interface MovedMoney extends ToldMoney {
  readonly invoiceId: string;
  /** It became account credit: nothing waited for it, or it could not go back. */
  readonly isCredit: boolean;
}

export interface ReceivedPayment extends MovedMoney {
  readonly card?: { readonly brand: string; readonly last4: string } | undefined;
  readonly paidAt: Instant;
}

export interface DisputedPayment extends Omit<MovedMoney, 'isCredit'> {
  readonly transactionId: string;
  readonly stage: 'opened' | 'won' | 'lost';
  readonly reason: string | null;
}

/** Tells customers, and staff, of money that moved. Every call joins the transaction that books it. */
@Injectable()
export class PaymentMailsApi {
  constructor(private readonly mail: MailApi) {}

  async received({ card, paidAt, ...money }: ReceivedPayment): Promise<void> {
    const facts = {
      ...factsOf(money),
      paid_at: String(paidAt),
      card_brand: card?.brand ?? '',
      card_last4: card?.last4 ?? '',
    };
    await this.mail.request({ template: RECEIPT, userId: null, facts });
  }

  async refunded(money: MovedMoney): Promise<void> {
    await this.mail.request({ template: REFUND, userId: null, facts: factsOf(money) });
  }

  /** To staff, where there is an address of theirs. */
  async disputed({ transactionId, stage, reason, ...money }: DisputedPayment): Promise<void> {
    const { invoiceId: invoice_id, amount, currency } = money;
    const facts = { invoice_id, amount, currency, transaction_id: transactionId, stage, reason: reason ?? '' };
    await this.mail.request({ template: DISPUTE, userId: null, facts });
  }
}

function factsOf({ invoiceId, amount, currency, isCredit }: MovedMoney): Record<string, string> {
  return { invoice_id: invoiceId, amount, currency, kept_as_credit: isCredit ? 'yes' : '' };
}
