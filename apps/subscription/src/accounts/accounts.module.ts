import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { LedgerModule } from '../ledger/ledger.module';
import { ACCOUNT_DELETION_CHECKS } from './account-deletion-check';
import { ACCOUNT_LISTENERS } from './account-listener';
import { AccountsApi } from './accounts.api';
import { AccountsController } from './http/accounts.controller';
import { CreditsController } from './http/credits.controller';
import { AccountRepository } from './persistence/account.repository';
import { CreditRepository } from './persistence/credit.repository';
import { CreateAccount } from './use-cases/create-account';
import { DeleteAccount } from './use-cases/delete-account';
import { KeepCredits } from './use-cases/keep-credits';
import { ReadAccounts } from './use-cases/read-accounts';
import { UpdateAccount } from './use-cases/update-account';

@Module({
  imports: [AuditModule, LedgerModule],
  controllers: [AccountsController, CreditsController],
  providers: [
    AccountsApi,
    AccountRepository,
    CreditRepository,
    CreateAccount,
    ReadAccounts,
    UpdateAccount,
    DeleteAccount,
    KeepCredits,
    { provide: ACCOUNT_DELETION_CHECKS, useFactory: () => [] },
    { provide: ACCOUNT_LISTENERS, useFactory: () => [] },
  ],
  exports: [AccountsApi, ACCOUNT_DELETION_CHECKS, ACCOUNT_LISTENERS],
})
export class AccountsModule {}
