/** From the least to the most powerful. `customer` sees own objects only; another's answers 404. */
export const ROLES = ['customer', 'support_rep', 'finance_viewer', 'billing_admin', 'super_admin'] as const;
export type Role = (typeof ROLES)[number];

export const STAFF_ROLES = ['support_rep', 'finance_viewer', 'billing_admin', 'super_admin'] as const satisfies Role[];

const everyone = ROLES;
const staff: readonly Role[] = STAFF_ROLES;
const accountKeepers: readonly Role[] = ['support_rep', 'billing_admin', 'super_admin'];
const subscribers: readonly Role[] = ['customer', ...accountKeepers];
const catalogKeepers: readonly Role[] = ['billing_admin', 'super_admin'];
const financeReaders: readonly Role[] = ['finance_viewer', 'billing_admin', 'super_admin'];
const superAdmin: readonly Role[] = ['super_admin'];

/**
 * The one table of who may do what. `public` needs no credentials; `signed` is for the other service, proven by HMAC.
 * A customer in a row may act on own objects only: the use case narrows by account.
 */
export const OPERATIONS = {
  'health.read': 'public',
  'jwks.read': 'public',
  'mailbox.read': 'public',
  'auth.register': 'public',
  'auth.login': 'public',
  'auth.refresh': 'public',
  'auth.logout': 'public',
  'auth.forgot_password': 'public',
  'auth.reset_password': 'public',
  'auth.me': everyone,
  'users.list': superAdmin,
  'users.update': superAdmin,
  'api_keys.list': superAdmin,
  'api_keys.create': superAdmin,
  'api_keys.delete': superAdmin,
  'accounts.create': accountKeepers,
  'accounts.list': staff,
  'accounts.read': everyone,
  'accounts.update': subscribers,
  'accounts.delete': subscribers,
  'plans.list': 'public',
  'plans.read': 'public',
  'plans.create': catalogKeepers,
  'plans.update': catalogKeepers,
  'plans.delete': catalogKeepers,
  'subscriptions.create': subscribers,
  'subscriptions.start_trial': subscribers,
  'subscriptions.list': everyone,
  'subscriptions.read': everyone,
  'subscriptions.change': subscribers,
  'subscriptions.preview': everyone,
  'subscriptions.cancel': subscribers,
  'subscriptions.pause': subscribers,
  'subscriptions.resume': subscribers,
  'subscriptions.reactivate': subscribers,
  'usage.use': subscribers,
  'usage.read': everyone,
  'usage.report': subscribers,
  'usage.events': staff,
  'usage.export': staff,
  'entitlements.read': everyone,
  'invoices.list': everyone,
  'invoices.read': everyone,
  'invoices.create': accountKeepers,
  'invoices.dunning': everyone,
  'invoices.preview': everyone,
  'invoices.void': accountKeepers,
  'invoices.write_off': accountKeepers,
  'invoices.credit': accountKeepers,
  'invoices.pay': subscribers,
  'credits.create': accountKeepers,
  'credits.read': everyone,
  'coupons.read': staff,
  'coupons.keep': catalogKeepers,
  'tax_rates.read': staff,
  'tax_rates.keep': catalogKeepers,
  'invoices.generate': accountKeepers,
  'due_work.list': staff,
  'due_work.retry': catalogKeepers,
  'test_clock.read': staff,
  'test_clock.advance': superAdmin,
  'ledger.read': staff,
  'ledger.entries': staff,
  'ledger.trial_balance': financeReaders,
  'ledger.check': financeReaders,
  'audit_logs.list': superAdmin,
  'queues.list': staff,
  'queues.failed': staff,
  'queues.retry': catalogKeepers,
  'webhooks.payment': 'signed',
  'internal.payment_request': 'signed',
  'internal.api_key': 'signed',
  'internal.outbox': 'signed',
  'internal.charge': 'signed',
  'internal.ledger_check': 'signed',
  'webhooks.gateway': 'public',
  'payments.process': subscribers,
  'payments.read': everyone,
  'payments.list': staff,
  'payments.refund': catalogKeepers,
  'disputes.list': staff,
  'reconciliation.read': staff,
  'reconciliation.run': catalogKeepers,
  'payment_methods.read': everyone,
  'payment_methods.keep': subscribers,
} as const satisfies Record<string, readonly Role[] | 'public' | 'signed'>;

export type Operation = keyof typeof OPERATIONS;
export type Access = readonly Role[] | 'public' | 'signed';

export function accessOf(operation: Operation): Access {
  return OPERATIONS[operation];
}

export function isStaff(role: Role): boolean {
  return role !== 'customer';
}
