import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import type { PaymentResult, PaymentResultEffect } from './payment-result';
import type { SubscriptionRecord } from './subscription-record';
import type { MoneyNote } from './persistence/subscription-event.repository';
import { ApplyPaymentResult } from './use-cases/apply-payment-result';
import { BillVoidedAgain } from './use-cases/bill-voided-again';
import { NoteMoney } from './use-cases/note-money';
import { StartSubscription, type SubscriptionToStart } from './use-cases/start-subscription';
import { StartTrial, type TrialToStart } from './use-cases/start-trial';

export type { PaymentResult, PaymentResultEffect } from './payment-result';
export type { SubscriptionRecord } from './subscription-record';
export type { SubscriptionToStart } from './use-cases/start-subscription';
export type { TrialToStart } from './use-cases/start-trial';

/** What other rooms may have done to subscriptions. To read them, ask SubscriptionRecordsApi. */
@Injectable()
export class SubscriptionsApi {
  constructor(
    private readonly paymentResult: ApplyPaymentResult,
    private readonly startSubscription: StartSubscription,
    private readonly trial: StartTrial,
    private readonly money: NoteMoney,
    private readonly again: BillVoidedAgain,
  ) {}

  async start(ask: SubscriptionToStart): Promise<SubscriptionRecord> {
    return this.startSubscription.run(ask);
  }

  async startTrial(ask: TrialToStart): Promise<SubscriptionRecord> {
    return this.trial.run(ask);
  }

  /** Applies a payment's outcome in the caller's transaction. @throws AppError `webhook_rejected`: roll back */
  async applyPaymentResult(result: PaymentResult): Promise<PaymentResultEffect> {
    return this.paymentResult.run(result);
  }

  /**
   * Bills again what of an account was billed and voided; done again, it finds nothing. The caller holds the account's lock and the
   * transaction, and does nothing after. Answers the ids of the invoices.
   */
  async billVoidedAgain(accountId: string, now: Instant): Promise<string[]> {
    return this.again.run(accountId, now);
  }

  /** Writes into its history what became of money that was paid for it; joins the open transaction. */
  async noteMoney(subscriptionId: string, note: MoneyNote, now: Instant): Promise<void> {
    await this.money.run(subscriptionId, note, now);
  }
}
