import { PlatformTables1760000000000 } from '@libs/persistence';
import { DisputeTables1760000006000 } from './disputes/persistence/dispute.tables';
import { GatewayEventTables1760000003000 } from './gateway-webhooks/persistence/gateway-event.tables';
import { PaymentMethodTables1760000004000 } from './payment-methods/persistence/payment-method.tables';
import { PaymentTables1760000001000 } from './payments/persistence/payment.tables';
import { ReconciliationTables1760000007000 } from './reconciliation/persistence/reconciliation.tables';
import { RefundTables1760000005000 } from './refunds/persistence/refund.tables';
import { TransactionTables1760000002000 } from './transactions/persistence/transaction.tables';

/** In the order they are applied; new ones go to the end. */
export const MIGRATIONS = [
  PlatformTables1760000000000,
  PaymentTables1760000001000,
  TransactionTables1760000002000,
  GatewayEventTables1760000003000,
  PaymentMethodTables1760000004000,
  RefundTables1760000005000,
  DisputeTables1760000006000,
  ReconciliationTables1760000007000,
];

/** The application may add rows to these and read them, never change or delete them. */
export const APPEND_ONLY_TABLES = ['gateway_fee', 'payment_audit', 'payment_method_change', 'payment_transaction'];

/** Whose rows change and are never deleted: what became of money, and of what. */
export const KEPT_TABLES = [
  'dispute',
  'gateway_event',
  'payment',
  'payment_account',
  'payment_method',
  'payment_request',
  'reconciliation_run',
  'refund',
];
