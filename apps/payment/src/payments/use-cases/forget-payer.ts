import { Injectable } from '@nestjs/common';
import { EraseAccounts } from '../../payment-methods/payment-methods.api';

/**
 * An account was erased: its saved cards go, here and at the gateway. Of each payment brand, last digits and expiry stay:
 * by these a refund or a dispute that comes later is found on a statement, and nobody is recognized.
 */
@Injectable()
export class ForgetPayer {
  constructor(private readonly erase: EraseAccounts) {}

  /** Safe to repeat. */
  async run(accountId: string): Promise<void> {
    await this.erase.ask(accountId);
  }
}
