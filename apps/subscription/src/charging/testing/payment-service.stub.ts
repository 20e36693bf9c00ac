import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PaymentRequestPayload, PaymentResultBody } from '@libs/dto';
import { newId } from '@libs/persistence';

/** What the next charges come to: a status of the result, a decline code, a refusal's code, or no answer at all. */
export type Fate =
  | 'success'
  | 'processing'
  | 'forever processing'
  | 'silence'
  | { decline: string }
  | { refusal: string };

/** The payment service as this one sees it: one charge per invoice and key, told alike however often it is asked for. */
export class PaymentServiceStub {
  readonly asked: PaymentRequestPayload[] = [];
  /** What is due, as it was told without asking for a charge. */
  readonly told: PaymentRequestPayload[] = [];
  /** By invoice and key: what came of it. */
  readonly results = new Map<string, PaymentResultBody>();
  /** Used up one by one; then everything succeeds. */
  readonly fates: Fate[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<PaymentServiceStub> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const stub = new PaymentServiceStub(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, reply) => {
      void bodyOf(request).then((text) => {
        const said = JSON.parse(text).request as PaymentRequestPayload;
        if (request.url === '/v1/internal/payment-requests') {
          stub.told.push(said);
          return reply.writeHead(204).end();
        }
        const answer = stub.answer(said);
        if (!answer) return request.socket.destroy();
        reply.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
      });
    });
    return stub;
  }

  /** What an invoice was charged successfully. */
  chargesOf(invoiceId: string): PaymentResultBody[] {
    return [...this.results.values()].filter(({ invoice_id: id, status }) => id === invoiceId && status === 'success');
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer(request: PaymentRequestPayload): { status: number; body: object } | undefined {
    this.asked.push(request);
    const name = `${request.invoice_id} ${request.charge?.key}`;
    const known = this.results.get(name);
    if (known) return { status: 200, body: { success: true, data: { result: known } } };
    const fate = this.fates.shift() ?? 'success';
    if (fate === 'silence') return undefined;
    if (typeof fate === 'object' && 'refusal' in fate) {
      return { status: 409, body: { success: false, error: 'No.', details: { code: fate.refusal } } };
    }
    if (fate === 'forever processing') this.fates.unshift(fate);
    const result = resultOf(request, fate === 'forever processing' ? 'processing' : fate);
    // What is processing has no outcome yet: the next time it may have one.
    if (result.status !== 'processing') this.results.set(name, result);
    return { status: 200, body: { success: true, data: { result } } };
  }
}

function resultOf(request: PaymentRequestPayload, fate: 'success' | 'processing' | { decline: string }) {
  const isDeclined = typeof fate === 'object';
  return {
    event_id: newId(),
    transaction_id: newId(),
    subscription_id: request.subscription_id,
    invoice_id: request.invoice_id,
    account_id: request.account_id,
    status: isDeclined ? ('failed' as const) : fate,
    amount: (Number(request.amount_minor) / 100).toFixed(2),
    currency: request.currency,
    failure_code: isDeclined ? fate.decline : null,
    failure_kind: isDeclined ? ('soft' as const) : null,
    charge_key: request.charge?.key ?? null,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
