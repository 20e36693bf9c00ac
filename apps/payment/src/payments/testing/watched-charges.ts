import type { ChargeOutcome, ChargeRequest } from '../../gateways/gateway';
import { chargingBy, paymentWorld, type PaymentWorld } from '../../testing/payment-world';

interface PaymentMade {
  id: string;
  status: string;
  charge_key: string | null;
  failure_code: string | null;
}

/** A world whose gateway can be held up before and after each charge, and what came of its charges. */
export class WatchedCharges {
  before: (() => Promise<void>) | undefined;
  after: ((request: ChargeRequest, outcome: ChargeOutcome) => Promise<void>) | undefined;
  readonly world!: PaymentWorld;

  static async start(): Promise<WatchedCharges> {
    const charges = new WatchedCharges();
    const world = await paymentWorld((mock) =>
      chargingBy(mock, async (request) => {
        await charges.before?.();
        const outcome = await mock.charge(request);
        await charges.after?.(request, outcome);
        return outcome;
      }),
    );
    return Object.assign(charges, { world });
  }

  leaveAlone(): void {
    this.before = undefined;
    this.after = undefined;
  }

  async paymentsOf(invoiceId: string): Promise<PaymentMade[]> {
    return this.world.database.query<PaymentMade>(
      `SELECT id, status, charge_key, failure_code FROM payment WHERE invoice_id = $1 ORDER BY id`,
      [invoiceId],
    );
  }

  /** Messages that tell of the payments of an invoice. */
  async messagesOf(invoiceId: string): Promise<object[]> {
    return this.world.database.query(
      `SELECT o.id FROM outbox_message o JOIN payment p ON p.id::text = o.envelope->'payload'->>'payment_id'
       WHERE p.invoice_id = $1`,
      [invoiceId],
    );
  }

  /** What the gateway took for these payments. */
  madeFor(payments: readonly { id: string }[]) {
    return this.world.gateway.journal.filter(({ paymentId }) => payments.some(({ id }) => id === paymentId));
  }
}
