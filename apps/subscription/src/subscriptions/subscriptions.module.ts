import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { AuditModule } from '../audit/audit.module';
import { CatalogModule } from '../catalog/catalog.module';
import { CollectionModule } from '../collection/collection.module';
import { EntitlementsModule } from '../entitlements/entitlements.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { LedgerModule } from '../ledger/ledger.module';
import { SubscriptionReadsController } from './http/subscription-reads.controller';
import { SubscriptionsController } from './http/subscriptions.controller';
import { LiveSubscriptionCheck } from './live-subscription-check';
import { SubscriptionEventRepository } from './persistence/subscription-event.repository';
import { SubscriptionRecordsModule } from './subscription-records.module';
import { SubscriptionsApi } from './subscriptions.api';
import { ApplyCapture } from './use-cases/apply-capture';
import { ApplyPaymentResult } from './use-cases/apply-payment-result';
import { BillStart } from './use-cases/bill-start';
import { CancelSubscription } from './use-cases/cancel-subscription';
import { CommitChange } from './use-cases/commit-change';
import { ExpireOnePending } from './use-cases/expire-one-pending';
import { ExpirePending } from './use-cases/expire-pending';
import { KeepAsCredit } from './use-cases/keep-as-credit';
import { LoadFacts } from './use-cases/load-facts';
import { NoteFailedPayment } from './use-cases/note-failed-payment';
import { ReadSubscriptions } from './use-cases/read-subscriptions';
import { ShowSubscriptions } from './use-cases/show-subscriptions';
import { StartSubscription } from './use-cases/start-subscription';
import { StartTrial } from './use-cases/start-trial';
import { WithdrawBills } from './use-cases/withdraw-bills';

@Module({
  imports: [
    AccountsModule,
    AuditModule,
    CatalogModule,
    CollectionModule,
    EntitlementsModule,
    InvoicingModule,
    LedgerModule,
    SubscriptionRecordsModule,
  ],
  controllers: [SubscriptionsController, SubscriptionReadsController],
  providers: [
    SubscriptionsApi,
    SubscriptionEventRepository,
    LiveSubscriptionCheck,
    LoadFacts,
    CommitChange,
    StartSubscription,
    StartTrial,
    BillStart,
    WithdrawBills,
    CancelSubscription,
    ExpirePending,
    ExpireOnePending,
    ApplyPaymentResult,
    ApplyCapture,
    KeepAsCredit,
    NoteFailedPayment,
    ReadSubscriptions,
    ShowSubscriptions,
  ],
  exports: [SubscriptionsApi],
})
export class SubscriptionsModule {}
