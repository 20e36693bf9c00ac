import { Injectable } from '@nestjs/common';
import type { ProrationView, SubscriptionView } from '@libs/dto';
import { FollowLostMethod } from './use-cases/follow-lost-method';
import { ReadSubscriptions } from './use-cases/read-subscriptions';
import { ShowSubscriptions } from './use-cases/show-subscriptions';
import { WithdrawDeclinedChange } from './use-cases/withdraw-declined-change';

/** A subscription was started and its bills are to be charged: the name of what is left to do. */
export const CHARGE_START = 'subscriptions.charge_start';
/** The same of a change that its bill must be paid for first. */
export const CHARGE_CHANGE = 'subscriptions.charge_change';

export interface StartToCharge {
  readonly subscription_id: string;
  /** In the order of their periods. */
  readonly invoice_ids: readonly string[];
}

export interface ChangeToCharge {
  readonly subscription_id: string;
  readonly invoice_id: string;
  /** What the answer will say of it, as decided. */
  readonly proration: ProrationView | null;
}

/** What rooms that charge, or hear what an account is charged by, ask of subscriptions. */
@Injectable()
export class SubscriptionChargesApi {
  constructor(
    private readonly read: ReadSubscriptions,
    private readonly show: ShowSubscriptions,
    private readonly withdraw: WithdrawDeclinedChange,
    private readonly lostMethod: FollowLostMethod,
  ) {}

  /** As a client sees it now. @throws AppError `not_found` */
  async view(id: string): Promise<SubscriptionView> {
    return this.show.one(await this.read.one(id, undefined));
  }

  /** The charge for a change was declined: it is taken back, and its bill is void. Nothing, when it waits no more. */
  async withdrawChange(id: string, invoiceId: string): Promise<void> {
    await this.withdraw.run(id, invoiceId);
  }

  /** The account has no saved method any more; in the transaction that notes it. */
  async methodLost(accountId: string): Promise<void> {
    await this.lostMethod.run(accountId);
  }
}
