import { PlatformTables1760000000000 } from '@libs/persistence';
import { AccountTables1760000002000 } from './accounts/persistence/account.tables';
import { AuditTables1760000004000 } from './audit/persistence/audit.tables';
import { CatalogTables1760000003000 } from './catalog/persistence/catalog.tables';
import { ChargeUnderWayTables1760000033000 } from './collection/persistence/charge-under-way.tables';
import { CouponTables1760000027000 } from './coupons/persistence/coupon.tables';
import { DueWorkTables1760000030000 } from './due-work/persistence/due-work.tables';
import { DunningTables1760000032000 } from './dunning/persistence/dunning.tables';
import { EntitlementTables1760000023000 } from './entitlements/persistence/entitlement.tables';
import { IdentityTables1760000001000 } from './identity/persistence/identity.tables';
import { InvoiceTables1760000022000 } from './invoicing/persistence/invoice.tables';
import { LedgerTables1760000005000 } from './ledger/persistence/ledger.tables';
import { MailTables1760000001500 } from './mail/persistence/mail.tables';
import { MeteringTables1760000024000 } from './metering/persistence/metering.tables';
import { PaymentResultTables1760000025000 } from './payment-results/persistence/payment-result.tables';
import { SubscriptionTables1760000021000 } from './subscriptions/persistence/subscription.tables';
import { TestClockTables1760000031000 } from './test-clock/persistence/test-clock.tables';
import { TaxRateTables1760000026000 } from './tax-rates/persistence/tax-rate.tables';

/** In the order they were added; a migration that was released never changes. */
export const MIGRATIONS = [
  PlatformTables1760000000000,
  IdentityTables1760000001000,
  MailTables1760000001500,
  AccountTables1760000002000,
  CatalogTables1760000003000,
  AuditTables1760000004000,
  LedgerTables1760000005000,
  SubscriptionTables1760000021000,
  InvoiceTables1760000022000,
  EntitlementTables1760000023000,
  MeteringTables1760000024000,
  PaymentResultTables1760000025000,
  TaxRateTables1760000026000,
  CouponTables1760000027000,
  DueWorkTables1760000030000,
  TestClockTables1760000031000,
  DunningTables1760000032000,
  ChargeUnderWayTables1760000033000,
];

/** Books and records: the application reads them and adds to them, nothing else. */
export const APPEND_ONLY_TABLES: readonly string[] = [
  'audit_log',
  'ledger_entry',
  'ledger_posting',
  'ledger_sum',
  'subscription_event',
  'credit_movement',
  'credit_note',
  'credit_note_line',
  'credit_note_refund',
  'payment_result',
  'payment_event',
  'usage_event',
];

/** What may change of an invoice once it is written; its lines never do. A draft that gets its taxes is written anew. */
export const CHANGEABLE_COLUMNS = {
  invoice: [
    'status',
    'amount_due_minor',
    'credit_applied_minor',
    'amount_paid_minor',
    'amount_credited_minor',
    'amount_refunded_minor',
    'paid_at',
    'tax_retry_at',
    'version',
  ],
  invoice_line: [],
} as const;
