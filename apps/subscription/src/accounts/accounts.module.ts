import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { ACCOUNT_DELETION_CHECKS } from './account-deletion-check';
import { AccountsApi } from './accounts.api';
import { AccountRepository } from './persistence/account.repository';
import { CreditRepository } from './persistence/credit.repository';
import { CreateAccount } from './use-cases/create-account';

@Module({
  imports: [AuditModule],
  providers: [
    AccountsApi,
    AccountRepository,
    CreditRepository,
    CreateAccount,
    { provide: ACCOUNT_DELETION_CHECKS, useFactory: () => [] },
  ],
  exports: [AccountsApi, ACCOUNT_DELETION_CHECKS],
})
export class AccountsModule {}
