import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { defaultAfterRemoving } from '@libs/billing/payment';
import { AppError } from '@libs/errors';
import type { PaymentMethod } from '../payment-method';
import { MethodChangeRepository } from '../persistence/method-change.repository';
import { PaymentMethodRepository } from '../persistence/payment-method.repository';
import { ChangeMethods } from './change-methods';

/** Reads, removes and chooses among saved methods. An account, where one is named, is a border. */
@Injectable()
export class KeepMethods {
  constructor(
    private readonly methods: PaymentMethodRepository,
    private readonly changes: MethodChangeRepository,
    private readonly changeMethods: ChangeMethods,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Newest first; one more than `limit` when there is more. */
  async page(accountId: string | undefined, limit: number, beforeId?: string): Promise<PaymentMethod[]> {
    return this.methods.page(accountId, limit, beforeId);
  }

  /** @throws AppError `not_found` */
  async one(id: string, accountId: string | undefined): Promise<PaymentMethod> {
    const method = await this.methods.find(id, accountId);
    if (!method) throw new AppError('not_found');
    return method;
  }

  /** The default's place goes to the newest one left. @throws AppError `not_found` also when it is removed already */
  async remove(id: string, within: string | undefined): Promise<void> {
    const { accountId } = await this.one(id, within);
    const change = await this.changeMethods.change(accountId, async ({ present }) => {
      if (!(await this.changes.delete(accountId, id, this.clock.now().toDate()))) return undefined;
      const left = (await this.changes.activeOf(accountId)).map((method) => method.id);
      return { methodId: id, action: 'deleted', defaultMethodId: defaultAfterRemoving(id, present?.methodId, left) };
    });
    if (!change) throw new AppError('not_found');
    await this.changeMethods.tell(change);
  }

  /** Charges go to this one from now on; again: nothing changes. @throws AppError `not_found` */
  async makeDefault(id: string, within: string | undefined): Promise<PaymentMethod> {
    const { accountId } = await this.one(id, within);
    const change = await this.changeMethods.change(accountId, async ({ present }) => {
      // Looked up again under the lock: it may have been removed meanwhile.
      await this.one(id, accountId);
      if (present?.methodId === id) return undefined;
      return { methodId: id, action: 'made_default', defaultMethodId: id };
    });
    if (change) await this.changeMethods.tell(change);
    return this.one(id, accountId);
  }
}
