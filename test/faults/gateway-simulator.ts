import type { GatewayFault } from './fault-plan';

export interface Movement {
  seq: number;
  kind: 'charge' | 'refund' | 'refund_failure' | 'dispute' | 'dispute_reversal';
  source: string;
  payment_intent: string | null;
  /** In minor units. */
  amount: number;
  currency: string;
  status: string;
  idempotency_key?: string;
  metadata: Record<string, string | undefined>;
}

const PAGE = 1000;

/** The gateway's own journal, which knows nothing of our books, and the trouble it can be told to make. */
export class GatewaySimulator {
  constructor(private readonly url: string) {}

  async journal(): Promise<Movement[]> {
    const found: Movement[] = [];
    for (let after = 0; ;) {
      const response = await fetch(`${this.url}/__journal?after=${after}&limit=${PAGE}`);
      const page = (await response.json()) as { data: Movement[]; has_more: boolean };
      found.push(...page.data);
      if (!page.has_more) return found;
      after = page.data.at(-1)?.seq ?? after;
    }
  }

  /** False when the simulator did not hear it. */
  async breaks(operation: string, fault: GatewayFault, count: number): Promise<boolean> {
    return this.told('PUT', { operation, fault, count, ...(fault === 'delay' && { delay_ms: 3000 }) });
  }

  async heals(): Promise<boolean> {
    return this.told('DELETE');
  }

  private async told(method: string, body?: object): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/__faults`, {
        method,
        signal: AbortSignal.timeout(2000),
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (response.status === 400) throw new TypeError(`the simulator refuses the fault: ${await response.text()}`);
      return response.ok;
    } catch (error) {
      if (error instanceof TypeError && error.message.startsWith('the simulator')) throw error;
      return false;
    }
  }
}
