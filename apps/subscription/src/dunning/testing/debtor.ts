import type { DeclineKind } from '@libs/billing/payment';
import { newId } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import { DueWorkApi } from '../../due-work/due-work.api';
import { MailApi, type Mail } from '../../mail/mail.api';
import { SubscriptionsApi } from '../../subscriptions/subscriptions.api';
import { Subscriber } from '../../subscriptions/testing/subscriber';
import { STAFF, type BillingWorld } from '../../testing/billing-world';
import { DunningApi } from '../dunning.api';
import { DunningWorkApi } from '../dunning-work.api';

/** A subscriber whose bills are not paid, and what the payment service tells about them. */
export class Debtor {
  private constructor(
    private readonly world: BillingWorld,
    readonly subscriber: Subscriber,
  ) {}

  get accountId(): string {
    return this.subscriber.accountId;
  }

  /** Subscribed and paid; with a default payment method unless told otherwise. */
  static async of(world: BillingWorld, method: string | null = newId(), account: object = {}): Promise<Debtor> {
    const subscriber = await Subscriber.of(world, await world.plan(), {}, account as Record<string, unknown>);
    const debtor = new Debtor(world, subscriber);
    if (method) await debtor.setMethod(method);
    return debtor;
  }

  /** The same when the first renewal is due and not tried yet, and that bill. */
  static async owing(
    world: BillingWorld,
    renewalAt: string,
    method: string | null = newId(),
    account: object = {},
  ): Promise<[Debtor, invoiceId: string]> {
    const debtor = await Debtor.of(world, method, account);
    await daysPass(world, renewalAt);
    const [invoiceId] = await debtor.owes();
    if (invoiceId === undefined) throw new Error('no renewal is owed');
    return [debtor, invoiceId];
  }

  static known(world: BillingWorld, accountId: string, subscriptionId: string): Debtor {
    return new Debtor(world, Subscriber.known(world, accountId, subscriptionId));
  }

  /** As the payment service's event has it written. */
  async setMethod(method: string | null): Promise<void> {
    await this.world.rows(`UPDATE account SET default_payment_method = $2 WHERE id = $1`, [this.accountId, method]);
  }

  /** Adds a method, and tells dunning so. */
  async adds(method: string = newId()): Promise<void> {
    await this.setMethod(method);
    await this.inTransaction(async () => {
      const account = await this.world.get(AccountsApi).lock(this.accountId);
      await this.world.get(DunningApi).paymentMethodChanged(account, this.world.clock.now());
    });
  }

  async declined(invoiceId: string, code = 'insufficient_funds', failureKind?: DeclineKind): Promise<void> {
    const paymentMethodId = (await this.method()) ?? undefined;
    await this.told(invoiceId, 'failed', { failureCode: code, failureKind, paymentMethodId });
  }

  async method(): Promise<string | null> {
    const [row] = await this.world.rows<{ default_payment_method: string | null }>(
      `SELECT default_payment_method FROM account WHERE id = $1`,
      [this.accountId],
    );
    return row?.default_payment_method ?? null;
  }

  async paid(invoiceId: string): Promise<void> {
    await this.told(invoiceId, 'success', {});
  }

  /** Less than what is due came in, as reconciliation tells it. */
  async paidPart(invoiceId: string, amount: number): Promise<void> {
    await this.told(invoiceId, 'success', { amount, isReconciled: true });
  }

  private async told(invoiceId: string, status: 'success' | 'failed', facts: object): Promise<void> {
    const { data } = (await this.world.call('GET', `/v1/invoices/${invoiceId}`, STAFF)).body;
    const { subscription_id: subscriptionId, amount_due: due, total, currency } = data;
    // What is told late is still over what was asked for once.
    const amount = due || total;
    const result = { transactionId: newId(), invoiceId, subscriptionId, status, amount, currency, ...facts };
    await this.inTransaction(() => this.world.get(SubscriptionsApi).applyPaymentResult(result));
  }

  private inTransaction<T>(work: () => Promise<T>): Promise<T> {
    return this.world.database.transaction(work);
  }

  /** Open bills, the oldest first. */
  async owes(): Promise<string[]> {
    const rows = await this.world.rows<{ id: string }>(
      `SELECT id FROM invoice WHERE account_id = $1 AND status = 'open' ORDER BY issued_at, number`,
      [this.accountId],
    );
    return rows.map(({ id }) => id);
  }

  /** How it stands: subscription, account, and whether its feature is granted. */
  async stands(): Promise<[subscription: string, account: string, granted: boolean]> {
    const { status } = await this.subscriber.now();
    const account = (await this.world.call('GET', '/v1/accounts/me', this.accountId)).body.data;
    const checked = await this.world.call('GET', '/v1/entitlements/check?feature=api_calls', this.accountId);
    return [status, account.status, checked.body.data.granted];
  }

  /** Charges asked of the payment service because of dunning, by invoice and key, in order. */
  async charges(): Promise<string[]> {
    const rows = await this.world.rows<{ key: string }>(
      `SELECT envelope->'payload'->'charge'->>'key' AS key FROM outbox_message
       WHERE envelope->'payload'->>'account_id' = $1
         AND coalesce(envelope->'payload'->'charge'->>'key', 'issue') <> 'issue' ORDER BY id`,
      [this.accountId],
    );
    return rows.map(({ key }) => key.replace(/^method-.*/, 'method'));
  }

  /** Mails that were asked for, but invoices, as `template` in order. */
  async mails(): Promise<string[]> {
    const rows = await this.world.rows<{ template: string }>(
      `SELECT template FROM mail_request JOIN invoice ON invoice.id = (facts->>'invoice_id')::uuid
       WHERE account_id = $1 AND template <> 'invoice' ORDER BY mail_request.id`,
      [this.accountId],
    );
    return rows.map(({ template }) => template);
  }

  /** The newest mail as it would be sent. */
  async newestMail(): Promise<Mail> {
    const [row] = await this.world.rows<{ template: string; facts: Record<string, string> }>(
      `SELECT template, facts FROM mail_request WHERE template <> 'invoice' ORDER BY id DESC LIMIT 1`,
    );
    if (!row) throw new Error('no mail was asked for');
    const mail = await this.world
      .get(MailApi)
      .composerOf(row.template)
      .compose({ ...row, userId: null });
    return mail as Mail;
  }

  async audited(action: string): Promise<number> {
    const rows = await this.world.rows(`SELECT 1 FROM audit_log WHERE account_id = $1 AND action = $2`, [
      this.accountId,
      action,
    ]);
    return rows.length;
  }
}

/** Moves the clock, and does all that falls due on the way, in order: bills, then dunning. */
export async function daysPass(world: BillingWorld, until: string): Promise<void> {
  const target = new Date(until);
  const [work, dunning] = [world.get(DueWorkApi), world.get(DunningWorkApi)];
  for (;;) {
    await work.run();
    await dunning.run();
    const ahead = [await work.nextDueAt(), await dunning.nextDueAt()].flatMap((at) => (at ? [at.toDate()] : []));
    const next = ahead.filter((at) => at > world.clock.now().toDate() && at <= target).sort((a, b) => +a - +b)[0];
    if (!next) break;
    world.clock.moveTo(next.toISOString());
  }
  world.clock.moveTo(until);
  await work.run();
  await dunning.run();
}
