import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '@libs/config';
import { AccountsModule } from './accounts/accounts.module';
import { AuditModule } from './audit/audit.module';
import { CatalogModule } from './catalog/catalog.module';
import { ChargingModule } from './charging/charging.module';
import { CollectionModule } from './collection/collection.module';
import { CouponsModule } from './coupons/coupons.module';
import { DueWorkModule } from './due-work/due-work.module';
import { DunningModule } from './dunning/dunning.module';
import { EntitlementsModule } from './entitlements/entitlements.module';
import { IdentityModule } from './identity/identity.module';
import { InvoiceDocumentsModule } from './invoice-documents/invoice-documents.module';
import { InvoicingModule } from './invoicing/invoicing.module';
import { LedgerModule } from './ledger/ledger.module';
import { MailboxModule } from './mail/mail.module';
import { MeteringModule } from './metering/metering.module';
import { PaymentResultsModule } from './payment-results/payment-results.module';
import { QueuesModule } from './queues/queues.module';
import { subscriptionPlatform } from './service.module';
import { SubscriptionsModule } from './subscriptions/subscriptions.module';
import { TestClockModule } from './test-clock/test-clock.module';
import { TaxRatesModule } from './tax-rates/tax-rates.module';

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
        CouponsModule,
        TaxRatesModule,
        SubscriptionsModule,
        DueWorkModule,
        TestClockModule,
        MeteringModule,
        EntitlementsModule,
        DunningModule,
        InvoicingModule,
        CollectionModule,
        ChargingModule,
        InvoiceDocumentsModule,
        PaymentResultsModule,
        LedgerModule,
        AuditModule,
        QueuesModule,
        MailboxModule.register(config),
      ],
    };
  }
}
