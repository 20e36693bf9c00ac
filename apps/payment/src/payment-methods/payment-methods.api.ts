import { Injectable } from '@nestjs/common';
import type { PaymentMethodEventBody } from '@libs/dto';
import type { PaymentMethod } from './payment-method';
import { MethodChangeRepository } from './persistence/method-change.repository';
import { PaymentMethodRepository } from './persistence/payment-method.repository';
import { methodEventOf } from './method-event';

export { readCardSource } from './http/card-source';
export type { CardSource, PaymentMethod } from './payment-method';
export { EraseAccounts } from './use-cases/erase-accounts';
export { SaveForCharge } from './use-cases/save-for-charge';

/** What other rooms may ask about saved methods. */
@Injectable()
export class PaymentMethodsApi {
  constructor(
    private readonly methods: PaymentMethodRepository,
    private readonly changes: MethodChangeRepository,
  ) {}

  /** A method that can be charged; `accountId` is a border, beyond it there is nothing to be found. */
  async find(methodId: string, accountId: string | undefined): Promise<PaymentMethod | undefined> {
    return this.methods.find(methodId, accountId);
  }

  /** What a `payment_method_changed` message is about, in the words of the webhook; undefined when there was no such change. */
  async eventOf(message: { account_id: string; version: number }): Promise<PaymentMethodEventBody | undefined> {
    const change = await this.changes.find(message.account_id, message.version);
    return change && methodEventOf(change);
  }
}
