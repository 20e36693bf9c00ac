import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ask, Reply } from './good-client';
import type { JourneyWorld } from './journey';
import { GOOD_CARD, type JourneyPlan } from './journey-plan';
import type { CustomerRecord } from './witness';

interface Order {
  subscription_id?: string;
  invoice_id?: string;
  amount: number;
  currency: string;
}

interface Paid {
  transaction_id: string;
  amount: number;
}

interface Manner extends Pick<JourneyPlan, 'cards' | 'presses'> {
  saves: boolean;
}

const PAID_WITHIN_MS = 150_000;
const DEFINITE_WITHIN_MS = 150_000;
const LOOK_MS = 500;

/** Computed: a fixed expiry would break the suite one day. */
const cardOf = (number: string) => ({
  card_number: number,
  card_expiry: `12/${String((new Date().getUTCFullYear() + 2) % 100).padStart(2, '0')}`,
  card_cvv: '123',
  cardholder_name: 'Fay Ult',
});

/** What a customer does with money. */
export class Payer {
  constructor(
    private readonly world: JourneyWorld,
    private readonly customer: CustomerRecord,
  ) {}

  /** Tries the cards in order, then a good one, until the bill is paid or somebody says that it is. */
  async pays(order: Order, { cards, presses, saves }: Manner): Promise<void> {
    const hand = [...cards];
    for (const endMs = performance.now() + PAID_WITHIN_MS; performance.now() < endMs;) {
      const card = hand.shift() ?? GOOD_CARD;
      const body = { ...order, ...cardOf(card), ...(saves && { save_card: true }) };
      const key = randomUUID();
      const replies = await Promise.all(
        Array.from({ length: presses.count }, (_, at) =>
          this.press(body, presses.oneKey || at === 0 ? key : randomUUID()),
        ),
      );
      if (replies.some(({ code, status }) => status === 200 || code === 'nothing_to_pay')) return;
      const waiting = replies.find(({ status }) => status === 202);
      if (waiting && (await this.outcomeOf(waiting.data)) !== 'failed') return;
      if (replies.some(({ code }) => code === 'payment_in_progress')) await sleep(LOOK_MS);
    }
    this.world.witness.outrage(`${JSON.stringify(order)} could not be paid within ${PAID_WITHIN_MS} ms`);
  }

  async savesCard(number: string): Promise<void> {
    const reply = await this.post('save a card', '/v1/payment-methods', cardOf(number));
    if (reply.status === 201) this.customer.methodIds.push(reply.data.id);
  }

  /** With the saved card; who has to wait for the outcome finds the subscription active. */
  async paysInvoice(invoiceId: string): Promise<void> {
    const { client, urls } = this.world;
    const url = `${urls.subscription}/v1/invoices/${invoiceId}/pay`;
    await client.post({ what: 'pay the invoice', url, token: this.customer.token, expected: [402, 409] });
  }

  private async press(body: Order & object, key: string): Promise<Reply> {
    const reply = await this.post('pay', '/v1/payments/process', body, { expected: [402, 409], key });
    if (reply.status === 200) this.keep(reply.data);
    return reply;
  }

  private keep({ transaction_id: transactionId, amount }: Paid): void {
    const { payments } = this.customer;
    if (!payments.some((payment) => payment.transactionId === transactionId)) payments.push({ transactionId, amount });
  }

  /** The definite state of a payment that was answered with 202. */
  private async outcomeOf(paid: Paid): Promise<string> {
    const { transaction_id: transactionId } = paid;
    const { client, urls, witness } = this.world;
    const ask = {
      what: 'look at the payment',
      url: `${urls.payment}/v1/payments/${transactionId}`,
      token: this.customer.token,
    };
    for (const endMs = performance.now() + DEFINITE_WITHIN_MS; performance.now() < endMs; await sleep(LOOK_MS)) {
      const { data } = await client.get(ask);
      if (!data || data.status === 'processing' || data.status === 'pending') continue;
      if (data.status !== 'failed') this.keep(paid);
      return data.status as string;
    }
    witness.outrage(`payment ${transactionId} is processing after ${DEFINITE_WITHIN_MS} ms`);
    return 'processing';
  }

  private post(what: string, path: string, body: object, more: Pick<Ask, 'expected' | 'key'> = {}): Promise<Reply> {
    const { client, urls } = this.world;
    return client.post({ what, url: urls.payment + path, token: this.customer.token, body, ...more });
  }
}
