import { config } from './running-system';

export interface Movement {
  seq: number;
  kind: string;
  amount: number;
  currency: string;
  status: string;
  idempotency_key?: string;
  metadata: Record<string, string>;
}

const simulator = config.urls.simulator;

/** What the gateway says happened, independently of our own books. */
export const gateway = {
  async movementsOf(match: Record<string, string>): Promise<Movement[]> {
    const found: Movement[] = [];
    let after = 0;
    for (;;) {
      const page = (await (await fetch(`${simulator}/__journal?after=${after}&limit=1000`)).json()) as {
        data: Movement[];
        has_more: boolean;
        last_seq: number;
      };
      found.push(
        ...page.data.filter(({ metadata }) => Object.entries(match).every(([key, value]) => metadata?.[key] === value)),
      );
      if (!page.has_more) return found;
      after = page.data.at(-1)?.seq ?? page.last_seq;
    }
  },

  /** Calls the gateway beside the system, as somebody in its dashboard would: nothing of ours is written there. */
  async byHand(path: string, form: Record<string, string>): Promise<{ id: string }> {
    const answer = await fetch(`${simulator}/v1/${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { authorization: 'Bearer sk_test_by_hand' },
    });
    if (!answer.ok) throw new Error(`the simulator refused: ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  },

  async breaks(fault: {
    operation: string;
    fault: string;
    count: number;
    delay_ms?: number;
    card?: string;
  }): Promise<void> {
    const answer = await fetch(`${simulator}/__faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    if (!answer.ok) throw new Error(`the simulator refused the fault: ${await answer.text()}`);
  },

  /** The card holder's bank takes the money of a charge back. */
  async disputes(paymentIntent: string): Promise<void> {
    const answer = await fetch(`${simulator}/__disputes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ payment_intent: paymentIntent }),
    });
    if (!answer.ok) throw new Error(`the simulator refused the dispute: ${await answer.text()}`);
  },

  /** Who the gateway knows as an account's customer, if there is one. */
  async customerOf(accountId: string): Promise<{ id: string } | undefined> {
    const headers = { authorization: 'Bearer sk_test_by_hand' };
    const answer = await fetch(`${simulator}/v1/customers?limit=100`, { headers });
    const { data } = (await answer.json()) as { data: { id: string; metadata: Record<string, string> }[] };
    return data.find(({ metadata }) => metadata['account_id'] === accountId);
  },

  async heals(): Promise<void> {
    await fetch(`${simulator}/__faults`, { method: 'DELETE' });
  },
};
