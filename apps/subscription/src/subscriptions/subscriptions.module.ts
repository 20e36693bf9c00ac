import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { AuditModule } from '../audit/audit.module';
import { CatalogModule } from '../catalog/catalog.module';
import { CouponsModule } from '../coupons/coupons.module';
import { CollectionModule } from '../collection/collection.module';
import { DunningModule } from '../dunning/dunning.module';
import { EntitlementsModule } from '../entitlements/entitlements.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { LedgerModule } from '../ledger/ledger.module';
import { MeteringModule } from '../metering/metering.module';
import { MailModule } from '../mail/mail.module';
import { NextInvoiceController } from './http/next-invoice.controller';
import { SubscriptionChangesController } from './http/subscription-changes.controller';
import { SubscriptionPausesController } from './http/subscription-pauses.controller';
import { SubscriptionReadsController } from './http/subscription-reads.controller';
import { SubscriptionsController } from './http/subscriptions.controller';
import { DueSubscriptionsApi } from './due-subscriptions.api';
import { LiveSubscriptionCheck } from './live-subscription-check';
import { SubscriptionMailsModule } from './subscription-mails.module';
import { SubscriptionEventRepository } from './persistence/subscription-event.repository';
import { SubscriptionRecordsModule } from './subscription-records.module';
import { SubscriptionChargesApi } from './subscription-charges.api';
import { SubscriptionsApi } from './subscriptions.api';
import { ActWhenDue } from './use-cases/act-when-due';
import { AdoptChange } from './use-cases/adopt-change';
import { BillEnd } from './use-cases/bill-end';
import { CarryOutChange } from './use-cases/carry-out-change';
import { ChangeSubscription } from './use-cases/change-subscription';
import { DecideChange } from './use-cases/decide-change';
import { EndService } from './use-cases/end-service';
import { EndUnpaid } from './use-cases/end-unpaid';
import { PauseSubscription } from './use-cases/pause-subscription';
import { PreviewChange } from './use-cases/preview-change';
import { PreviewNextInvoice } from './use-cases/preview-next-invoice';
import { ReactivateSubscription } from './use-cases/reactivate-subscription';
import { ResumeOnRequest } from './use-cases/resume-on-request';
import { ResumeSubscription } from './use-cases/resume-subscription';
import { ShowChanges } from './use-cases/show-changes';
import { ApplyCapture } from './use-cases/apply-capture';
import { ApplyOneOffResult } from './use-cases/apply-one-off-result';
import { ApplyPaymentResult } from './use-cases/apply-payment-result';
import { BillStart } from './use-cases/bill-start';
import { BillVoidedAgain } from './use-cases/bill-voided-again';
import { BillDuePage } from './use-cases/bill-due-page';
import { CancelSubscription } from './use-cases/cancel-subscription';
import { CancelUnpaid } from './use-cases/cancel-unpaid';
import { FallPastDue } from './use-cases/fall-past-due';
import { UnpaidSubscriptionsApi } from './unpaid-subscriptions.api';
import { CommitChange } from './use-cases/commit-change';
import { CommitDuePage } from './use-cases/commit-due-page';
import { EndWhenDue } from './use-cases/end-when-due';
import { JudgeAmount } from './use-cases/judge-amount';
import { KeepAsCredit } from './use-cases/keep-as-credit';
import { InvoiceFollower } from './invoice-follower';
import { FindPayment } from './use-cases/find-payment';
import { FindCharges } from './use-cases/find-charges';
import { FollowInvoice } from './use-cases/follow-invoice';
import { FollowLostMethod } from './use-cases/follow-lost-method';
import { FollowPlan } from './use-cases/follow-plan';
import { LoadFacts } from './use-cases/load-facts';
import { NoteMoney } from './use-cases/note-money';
import { NoteFailedPayment } from './use-cases/note-failed-payment';
import { PlanRolloutRepository } from './persistence/plan-rollout.repository';
import { RollOutVersions } from './use-cases/roll-out-versions';
import { ScheduleVersions } from './use-cases/schedule-versions';
import { ReadSubscriptions } from './use-cases/read-subscriptions';
import { ShowSubscriptions } from './use-cases/show-subscriptions';
import { StartSubscription } from './use-cases/start-subscription';
import { StartTrial } from './use-cases/start-trial';
import { WithdrawBills } from './use-cases/withdraw-bills';
import { WithdrawDeclinedChange } from './use-cases/withdraw-declined-change';

@Module({
  imports: [
    AccountsModule,
    AuditModule,
    CatalogModule,
    CollectionModule,
    DunningModule,
    EntitlementsModule,
    InvoicingModule,
    CouponsModule,
    LedgerModule,
    MailModule,
    MeteringModule,
    SubscriptionMailsModule,
    SubscriptionRecordsModule,
  ],
  controllers: [
    SubscriptionReadsController,
    SubscriptionsController,
    SubscriptionChangesController,
    SubscriptionPausesController,
    NextInvoiceController,
  ],
  providers: [
    SubscriptionsApi,
    SubscriptionChargesApi,
    FindCharges,
    WithdrawDeclinedChange,
    SubscriptionEventRepository,
    LiveSubscriptionCheck,
    FindPayment,
    FollowInvoice,
    JudgeAmount,
    FollowLostMethod,
    FollowPlan,
    PlanRolloutRepository,
    RollOutVersions,
    ScheduleVersions,
    InvoiceFollower,
    LoadFacts,
    CommitChange,
    StartSubscription,
    StartTrial,
    BillStart,
    BillVoidedAgain,
    WithdrawBills,
    CancelSubscription,
    AdoptChange,
    BillEnd,
    CarryOutChange,
    ChangeSubscription,
    DecideChange,
    EndService,
    EndUnpaid,
    PauseSubscription,
    PreviewChange,
    PreviewNextInvoice,
    ReactivateSubscription,
    ResumeOnRequest,
    ResumeSubscription,
    ShowChanges,
    DueSubscriptionsApi,
    ActWhenDue,
    BillDuePage,
    CommitDuePage,
    EndWhenDue,
    ApplyPaymentResult,
    ApplyCapture,
    ApplyOneOffResult,
    KeepAsCredit,
    NoteFailedPayment,
    NoteMoney,
    CancelUnpaid,
    FallPastDue,
    UnpaidSubscriptionsApi,
    ReadSubscriptions,
    ShowSubscriptions,
  ],
  exports: [SubscriptionChargesApi, DueSubscriptionsApi, SubscriptionsApi, UnpaidSubscriptionsApi],
})
export class SubscriptionsModule {}
