import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Movement } from '../store/change';
import { createSimulator, type Simulator, type SimulatorOptions } from '../simulator';

/** Ports of tests lie below 32768, where the ephemeral range begins: no outgoing connection can sit on them. */
const PORT_FIRST = 29_000;
const PORT_LAST = 29_099;

export interface ApiAnswer {
  status: number;
  headers: Headers;
  // Stripe's objects, read by tests only.
  body: Record<string, unknown> & { id: string; data: Record<string, unknown>[]; error: Record<string, unknown> };
}

/** A running simulator and the few words that tests speak to it. */
export class SimulatedStripe {
  private constructor(
    readonly url: string,
    readonly directory: string,
    private readonly simulator: Simulator,
  ) {}

  static async start(options: Partial<SimulatorOptions> = {}): Promise<SimulatedStripe> {
    const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'gateway-simulator-')));
    const simulator = await createSimulator({ nowMs: () => Date.now(), ...options, dataDirectory });
    const url = await simulator.listen(await freePort(), '127.0.0.1');
    return new SimulatedStripe(url, dataDirectory, simulator);
  }

  stop(): Promise<void> {
    return this.simulator.close();
  }

  async post(path: string, form: string, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return this.call(path, {
      method: 'POST',
      body: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  }

  async get(path: string): Promise<ApiAnswer> {
    return this.call(path, {});
  }

  async delete(path: string): Promise<ApiAnswer> {
    return this.call(path, { method: 'DELETE' });
  }

  /** Charges 29.99 USD, or what the form says. */
  async charge(paymentMethod: string, key?: string, more = ''): Promise<ApiAnswer> {
    const form = `amount=2999&currency=usd&confirm=true&payment_method=${paymentMethod}${more}`;
    return this.post('/v1/payment_intents', form, key === undefined ? {} : { 'idempotency-key': key });
  }

  async journal(): Promise<Movement[]> {
    const { body } = await this.get('/__journal?limit=10000');
    return body.data as unknown as Movement[];
  }

  async order(fault: object): Promise<ApiAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.call('/__faults', { method: 'PUT', body: JSON.stringify(fault), headers });
  }

  /** Plays the card holder's bank. */
  async openDispute(paymentIntent: string): Promise<void> {
    await this.control('POST', '/__disputes', { payment_intent: paymentIntent });
  }

  async closeDispute(dispute: string, outcome: 'won' | 'lost'): Promise<void> {
    await this.control('PUT', `/__disputes/${dispute}`, { outcome });
  }

  private async control(method: string, path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await this.call(path, { method, body: JSON.stringify(body), headers });
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status}`);
  }

  private async call(path: string, init: RequestInit): Promise<ApiAnswer> {
    const headers = { authorization: 'Bearer sk_test_x', ...(init.headers as Record<string, string>) };
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as ApiAnswer['body'] };
  }
}

export async function freePort(): Promise<number> {
  for (let port = PORT_FIRST + (process.pid % 90); port <= PORT_LAST; port += 1) {
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer().once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error('no free port');
}
