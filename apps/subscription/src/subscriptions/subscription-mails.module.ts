import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module';
import { MailModule } from '../mail/mail.module';
import { SubscriptionRecordsModule } from './subscription-records.module';
import { SubscriptionMails } from './mails/subscription.mail';

/** A module of its own for the worker, which sends mails and changes no subscription. */
@Module({ imports: [CatalogModule, MailModule, SubscriptionRecordsModule], providers: [SubscriptionMails] })
export class SubscriptionMailsModule {}
