import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { ACCOUNT_DELETION_CHECKS } from './account-deletion-check';
import { AccountsApi } from './accounts.api';
import { AccountsController } from './http/accounts.controller';
import { AccountRepository } from './persistence/account.repository';
import { CreditRepository } from './persistence/credit.repository';
import { CreateAccount } from './use-cases/create-account';
import { DeleteAccount } from './use-cases/delete-account';
import { ReadAccounts } from './use-cases/read-accounts';
import { UpdateAccount } from './use-cases/update-account';

@Module({
  imports: [AuditModule],
  controllers: [AccountsController],
  providers: [
    AccountsApi,
    AccountRepository,
    CreditRepository,
    CreateAccount,
    ReadAccounts,
    UpdateAccount,
    DeleteAccount,
    { provide: ACCOUNT_DELETION_CHECKS, useFactory: () => [] },
  ],
  exports: [AccountsApi, ACCOUNT_DELETION_CHECKS],
})
export class AccountsModule {}
