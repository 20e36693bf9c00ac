import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type PaymentGateway } from '../../gateways/gateway';
import { GatewayUnavailable } from '../../gateways/gateway-errors';
import { ErasedAccountRepository, type AccountToErase } from '../persistence/erased-account.repository';
import { MethodChangeRepository } from '../persistence/method-change.repository';
import { KeepMethods } from './keep-methods';

const log = logger('payment-methods');
const BATCH = 20;

/**
 * Forgets the saved cards of erased accounts: first that it was asked is written down, then the worker goes on until the
 * gateway has forgotten its customer too. Each step may be repeated, by several workers at once. Of each payment brand,
 * last digits and expiry stay: by these a later refund or dispute is found on a statement, and nobody is recognized.
 */
@Injectable()
export class EraseAccounts {
  constructor(
    private readonly accounts: ErasedAccountRepository,
    private readonly changes: MethodChangeRepository,
    private readonly methods: KeepMethods,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
  ) {}

  /** Safe to repeat. */
  async ask(accountId: string): Promise<void> {
    await this.accounts.ask(accountId);
  }

  /** Erases one batch; returns how many. Zero also while the gateway is away. */
  async run(): Promise<number> {
    const asked = await this.accounts.asked(BATCH);
    for (const account of asked) {
      try {
        await this.erase(account);
      } catch (error) {
        if (!(error instanceof GatewayUnavailable)) throw error;
        log.warn({ accountId: account.accountId, trouble: error.trouble }, 'the gateway cannot forget a customer yet');
        return 0;
      }
    }
    return asked.length;
  }

  private async erase({ accountId, customerReferences }: AccountToErase): Promise<void> {
    for (const { id } of await this.changes.activeOf(accountId)) {
      await this.methods.remove(id, accountId).catch(unlessGone);
    }
    for (const reference of customerReferences) await this.gateway.forgetCustomer(reference);
    await this.accounts.erase(accountId);
  }
}

/** Another worker removed it meanwhile. */
function unlessGone(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
}
