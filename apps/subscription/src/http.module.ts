import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '@libs/config';
import { AccountsModule } from './accounts/accounts.module';
import { AuditModule } from './audit/audit.module';
import { CatalogModule } from './catalog/catalog.module';
import { IdentityModule } from './identity/identity.module';
import { LedgerModule } from './ledger/ledger.module';
import { MailboxModule } from './mail/mail.module';
import { subscriptionPlatform } from './service.module';

/** Everything that answers on port 8001. */
@Module({})
export class HttpModule {
  static register(config: Config): DynamicModule {
    return {
      module: HttpModule,
      imports: [
        subscriptionPlatform(config, 'http'),
        IdentityModule,
        AccountsModule,
        CatalogModule,
        LedgerModule,
        AuditModule,
        MailboxModule.register(config),
      ],
    };
  }
}
