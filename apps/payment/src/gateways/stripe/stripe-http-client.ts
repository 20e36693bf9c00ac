import * as http from 'node:http';
import * as https from 'node:https';
import Stripe from 'stripe';

/** Enough sockets that a burst of payments does not queue for one; idle ones are kept. */
const AGENT_OPTIONS = { keepAlive: true, maxSockets: 256, maxFreeSockets: 64, scheduling: 'lifo' } as const;
const CLOSED_CODES = new Set(['ECONNRESET', 'EPIPE']);

/** A request was sent twice and neither answer came. Its code makes the SDK neither resend nor call it refused. */
class AnswerLost extends Error {
  readonly code = 'BILLING_ANSWER_LOST';
}

/**
 * The SDK's client, with its one resend after a closed connection done here: the SDK reports only the last failure, and
 * "reset, then refused" would look as if nothing had been sent, while the first try may have taken the money.
 */
export function createStripeHttpClient(protocol: 'http' | 'https'): Stripe.HttpClient {
  const agent = protocol === 'http' ? new http.Agent(AGENT_OPTIONS) : new https.Agent(AGENT_OPTIONS);
  const client = Stripe.createNodeHttpClient(agent) as Stripe.HttpClient;
  const send = client.makeRequest.bind(client);
  client.makeRequest = async (...request) => {
    try {
      return await send(...request);
    } catch (error) {
      if (!CLOSED_CODES.has((error as { code?: string }).code ?? '')) throw error;
    }
    // Usually a kept-alive socket that the other side had closed. The key in the headers makes the second one harmless.
    return send(...request).catch(() => Promise.reject(new AnswerLost('connection lost')));
  };
  return client;
}
