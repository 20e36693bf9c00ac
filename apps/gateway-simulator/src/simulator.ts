import fastify, { type FastifyInstance } from 'fastify';
import { Alarms } from './alarms';
import { CardVault } from './cards/card-vault';
import { addControlRoutes } from './control/control-routes';
import { addDisputeRoutes } from './control/dispute-routes';
import { Faults } from './control/faults';
import { Engine } from './engine';
import { ApiError } from './http/api-error';
import { addApiRoutes } from './http/api-routes';
import { Store } from './store/store';
import { WebhookSender, type WebhookTarget } from './webhooks/webhook-sender';

export interface SimulatorOptions {
  dataDirectory: string;
  /** Where events are delivered; without it they are only listed. */
  webhooks?: WebhookTarget;
  /** Real time in milliseconds since 1970. */
  nowMs: () => number;
  /** Told of failures that are not the caller's; never of what was sent. */
  onError?: (error: unknown) => void;
}

export interface Simulator {
  /** Returns the address, without a slash at its end. */
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
}

/** A stand-in for the part of Stripe that the payment service uses, with a store, a journal and faults of its own. */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { nowMs, webhooks } = options;
  const store = await Store.open(options.dataDirectory);
  const vault = await CardVault.open(options.dataDirectory);
  const faults = new Faults();
  const webhooksOn = webhooks !== undefined;
  const sender = new WebhookSender(store, webhooks, nowMs);
  const alarms = new Alarms({ store, vault, nowMs, webhooksOn });
  const app = fastify({ logger: false, forceCloseConnections: true, keepAliveTimeout: 75_000 });
  presentErrors(app, options.onError);
  addApiRoutes(app, new Engine({ store, vault, faults, nowMs, webhooksOn }));
  addControlRoutes(app, { store, vault, faults, sender });
  addDisputeRoutes(app, { store, vault, nowMs, webhooksOn });
  return {
    listen: async (port, host) => app.listen({ port, host }),
    close: async () => {
      alarms.stop();
      sender.stop();
      await app.close();
      await store.close();
    },
  };
}

function presentErrors(app: FastifyInstance, onError: SimulatorOptions['onError']): void {
  app.setErrorHandler((error, _, reply) => {
    if (error instanceof ApiError) return reply.code(error.status).send(error.body);
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status < 500) return reply.code(status).send(ApiError.invalid('The request could not be read.').body);
    onError?.(error);
    return reply.code(500).send({ error: { type: 'api_error', message: 'An unexpected error occurred.' } });
  });
  app.setNotFoundHandler((_, reply) => reply.code(404).send(ApiError.invalid('Unrecognized request URL.').body));
}
