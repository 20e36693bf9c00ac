import type { JourneyWorld } from './journey';
import type { JourneyPlan } from './journey-plan';
import type { CustomerRecord } from './witness';

type Return = NonNullable<JourneyPlan['refund']>;

const inParts = (total: number, share: number): number => Math.floor(total * share * 100) / 100;

/** What staff do for a customer who wants money back, sometimes several of them at the same moment. */
export class Staff {
  constructor(private readonly world: JourneyWorld) {}

  /** A share of the first payment goes back, or of the first invoice by a credit note. */
  async givesBack(customer: CustomerRecord, invoiceId: string | undefined, wish: Return): Promise<void> {
    const [payment] = customer.payments;
    const ways = Array.from({ length: wish.count }, () => {
      if (wish.by === 'credit note' && invoiceId) return this.credits(invoiceId, wish.share);
      return payment && this.refunds(payment.transactionId, inParts(payment.amount, wish.share));
    });
    await Promise.all(ways);
  }

  private async refunds(transactionId: string, amount: number): Promise<void> {
    const { client, urls, staffToken: token, witness } = this.world;
    const url = `${urls.payment}/v1/payments/${transactionId}/refund`;
    const body = { amount, reason: 'faults' };
    const { status, data } = await client.post({ what: 'refund', url, token, body, expected: [409, 422] });
    if (status === 202) witness.refunds.push({ refundId: data.refund_id, transactionId, amount });
  }

  private async credits(invoiceId: string, share: number): Promise<void> {
    const { client, urls, staffToken: token, witness } = this.world;
    const url = `${urls.subscription}/v1/invoices/${invoiceId}`;
    const { data: invoice } = await client.get({ what: 'look at the invoice', url, token });
    const body = { amount: inParts(invoice.total, share), settlement: 'refund', reason: 'faults' };
    const ask = { what: 'credit note', url: `${url}/credit-notes`, token, body, expected: [409, 422] };
    const { status, data } = await client.post(ask);
    if (status === 201) witness.creditNotes.push({ id: data.id, invoiceId });
  }
}
