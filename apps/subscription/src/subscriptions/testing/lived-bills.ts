import { newId } from '@libs/persistence';
import { STAFF, type BillingWorld } from '../../testing/billing-world';
import { SubscriptionsApi } from '../subscriptions.api';
import type { Subscriber } from './subscriber';

export const PRICE_KINDS = new Set(['subscription', 'seat', 'proration_charge']);

/** What a client reads of one. */
export interface Invoice {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly amount_due: number;
  readonly lines: readonly { readonly kind: string; readonly amount: number; readonly period_start: string }[];
}

/** The bills of a subscription that is acted on, and what was spent on them. */
export class LivedBills {
  grantedCents = 0;

  constructor(
    private readonly world: BillingWorld,
    private readonly payer: Subscriber,
  ) {}

  /** The newest first. */
  async all(status?: string): Promise<Invoice[]> {
    const query = `account_id=${this.payer.accountId}&limit=100${status ? `&status=${status}` : ''}`;
    return (await this.world.call('GET', `/v1/invoices?${query}`, STAFF)).body.data;
  }

  async payAll(exceptId?: string): Promise<void> {
    for (const { id } of await this.all('open')) if (id !== exceptId) await this.payer.pays(id);
  }

  /** The gateway took less than was due, and that was made sure of. */
  async payPart(share: number): Promise<void> {
    const [open] = await this.all('open');
    const amount = open && Math.floor(open.amount_due * share) / 100;
    if (!open || !amount || amount >= open.amount_due) return;
    const told = { transactionId: newId(), subscriptionId: this.payer.id, status: 'success', currency: 'USD' } as const;
    await this.world.database.transaction(() =>
      this.world.get(SubscriptionsApi).applyPaymentResult({ ...told, invoiceId: open.id, amount, isReconciled: true }),
    );
  }

  async decline(): Promise<void> {
    const [open] = await this.all('open');
    if (open) await this.payer.pays(open.id, 'failed');
  }

  /** All that was paid, in cents, less what is held as credit and was not granted; each line and note is rounded once. */
  async spent(): Promise<{ spent: number; tolerance: number }> {
    const [row] = await this.world.rows<{ cents: string; lines: string }>(
      `SELECT (SELECT coalesce(sum(amount_paid_minor), 0) FROM invoice WHERE account_id = $1)
                - (SELECT coalesce(sum(amount_minor), 0) FROM credit_movement WHERE account_id = $1) AS cents,
              (SELECT count(*) FROM invoice_line JOIN invoice ON invoice.id = invoice_id WHERE subscription_id = $2)
                + (SELECT count(*) FROM credit_note_line JOIN invoice i ON i.id = invoice_id WHERE i.account_id = $1) AS lines`,
      [this.payer.accountId, this.payer.id],
    );
    return { spent: Number(row?.cents) + this.grantedCents, tolerance: Number(row?.lines) + 2 };
  }
}
