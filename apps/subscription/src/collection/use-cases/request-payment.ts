import { Injectable } from '@nestjs/common';
import { requestPayment, type PaymentAction } from '@libs/billing/collection';
import type { PaymentCharge, PaymentRequestAction, PaymentRequestPayload } from '@libs/dto';
import { InvariantBroken } from '@libs/errors';
import { Database, Outbox, type OutboxMessage } from '@libs/persistence';
import { payerOf, type BillCause, type InvoiceRecord, type Payers } from '../../invoicing/invoicing.api';
import { ChargeUnderWayRepository } from '../persistence/charge-under-way.repository';
import { PaymentNotice } from '../payment-notice';
import { paymentRequestOf } from '../payment-request-payload';

const ACTIONS = {
  initial: 'initial',
  conversion: 'trial',
  trial: 'trial',
  renewal: 'renewal',
  change: 'upgrade',
  final: 'invoice',
  supplemental: 'invoice',
  one_off: 'invoice',
} as const satisfies Record<BillCause, PaymentAction>;

/** By why the bill was made: everything that is said about it goes the same way, and so stays in order. */
const QUEUES: Readonly<Record<BillCause, string>> = {
  initial: 'q:sub:payment_initiation',
  conversion: 'q:sub:trial_payment',
  trial: 'q:sub:trial_payment',
  renewal: 'q:sub:payment_initiation',
  change: 'q:sub:plan_change',
  final: 'q:sub:payment_initiation',
  supplemental: 'q:sub:payment_initiation',
  one_off: 'q:sub:payment_initiation',
};

/** The attempt that every bill of an account with a saved method begins with, by whichever way it is made first. */
export const CHARGE_OF_ISSUE: PaymentCharge = { key: 'issue', payment_method_id: null };

/** Asks the payment service, through the outbox, to collect invoices or to leave them. Joins the open transaction. */
@Injectable()
export class RequestPayment {
  constructor(
    private readonly outbox: Outbox,
    private readonly underWay: ChargeUnderWayRepository,
    private readonly database: Database,
    private readonly notice: PaymentNotice,
  ) {}

  /**
   * Of bills that were issued, those that are open; paid ones ask for nothing. Where the account has saved a payment
   * method, they are charged to it at once.
   */
  async run(records: readonly InvoiceRecord[], payers: Payers): Promise<void> {
    const open = records.filter(({ invoice }) => invoice.status === 'open');
    const isCharged = (record: InvoiceRecord) => payerOf(record, payers).defaultPaymentMethod !== null;
    await this.underWay.add(open.filter(isCharged));
    await this.outbox.add(
      open.map((record) => {
        const action = ACTIONS[record.cause];
        const request = requestPayment(record.invoice, action);
        if (!request.ok) throw new InvariantBroken(`invoice ${record.invoice.id} is open and asks for nothing`);
        const charge = isCharged(record) ? CHARGE_OF_ISSUE : null;
        return messageOf(record, action, request.value.idempotencyKey, charge);
      }),
    );
  }

  /** Another amount is due than was asked for, or none any more: said at once when that is committed, and by the queue for sure. */
  async correct(record: InvoiceRecord): Promise<void> {
    const { id, status } = record.invoice;
    const action = status === 'void' ? 'cancel' : 'lowered';
    const message = messageOf(record, action, `invoice-${id}-${record.version}`);
    await this.outbox.add([message]);
    await this.database.transaction(async (tx) => tx.afterCommit(() => this.notice.post(message.payload)));
  }

  /** Asks for an open bill to be collected now, without the customer. @throws InvariantBroken when nothing is due */
  async charge(record: InvoiceRecord, charge: PaymentCharge): Promise<void> {
    const { id, status } = record.invoice;
    const action = ACTIONS[record.cause];
    if (!requestPayment(record.invoice, action).ok)
      throw new InvariantBroken(`invoice ${id} is ${status}: nothing is due`);
    await this.outbox.add([messageOf(record, action, `invoice-${id}-${charge.key}`, charge)]);
  }
}

function messageOf(
  record: InvoiceRecord,
  action: PaymentRequestAction,
  idempotencyKey: string,
  charge: PaymentCharge | null = null,
): OutboxMessage & { payload: PaymentRequestPayload } {
  const payload = paymentRequestOf(record, charge);
  const correlationId = payload.subscription_id ?? payload.invoice_id;
  return { queue: QUEUES[record.cause], action, correlationId, idempotencyKey, payload };
}
