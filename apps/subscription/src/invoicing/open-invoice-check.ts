import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ACCOUNT_DELETION_CHECKS, type AccountDeletionCheck } from '../accounts/accounts.api';
import { InvoiceRepository } from './persistence/invoice.repository';

/** An account with an open invoice stays. */
@Injectable()
export class OpenInvoiceCheck implements AccountDeletionCheck, OnModuleInit {
  constructor(
    @Inject(ACCOUNT_DELETION_CHECKS) private readonly checks: AccountDeletionCheck[],
    private readonly invoices: InvoiceRepository,
  ) {}

  onModuleInit(): void {
    this.checks.push(this);
  }

  async reason(accountId: string): Promise<string | undefined> {
    return (await this.invoices.hasOpen(accountId)) ? 'The account has an open invoice.' : undefined;
  }
}
