import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '@libs/config';
import { DunningModule } from './dunning/dunning.module';
import { IdentityModule } from './identity/identity.module';
import { InvoiceDocumentsModule } from './invoice-documents/invoice-documents.module';
import { MailSendingModule } from './mail/mail.module';
import { SubscriptionMailsModule } from './subscriptions/subscription-mails.module';
import { subscriptionPlatform } from './service.module';

/** What happens behind answers: mails, and the relay that brings the outbox into the queues. */
@Module({})
export class WorkerModule {
  static register(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        subscriptionPlatform(config, 'worker'),
        IdentityModule,
        InvoiceDocumentsModule,
        DunningModule,
        SubscriptionMailsModule,
        MailSendingModule,
      ],
    };
  }
}
