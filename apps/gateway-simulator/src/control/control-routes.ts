import type { FastifyInstance } from 'fastify';
import type { CardVault } from '../cards/card-vault';
import { OPERATIONS } from '../operations';
import type { Store } from '../store/store';
import type { WebhookSender } from '../webhooks/webhook-sender';
import type { Faults } from './faults';

const JOURNAL_LIMIT_DEFAULT = 1000;
const JOURNAL_LIMIT_MAX = 10_000;

interface ControlParts {
  store: Store;
  vault: CardVault;
  faults: Faults;
  sender: WebhookSender;
}

/** What tests and people use and Stripe does not have: the journal, scripted trouble, the webhooks sent, health. */
export function addControlRoutes(app: FastifyInstance, parts: ControlParts): void {
  const { store, faults, vault, sender } = parts;
  const operations = OPERATIONS.map((operation) => operation.name);

  app.get('/__journal', async (request, reply) => {
    const query = request.query as Record<string, string | undefined>;
    const after = Number(query['after'] ?? 0);
    const limit = Number(query['limit'] ?? JOURNAL_LIMIT_DEFAULT);
    if (!Number.isInteger(after) || after < 0 || !Number.isInteger(limit) || limit < 1 || limit > JOURNAL_LIMIT_MAX) {
      return reply.code(400).send({ error: `after is a seq, limit is 1 to ${JOURNAL_LIMIT_MAX}.` });
    }
    const { movementCount: last } = store.world;
    return { data: await store.journal(after, limit), has_more: last > after + limit, last_seq: last };
  });

  app.get('/__faults', async () => ({ data: faults.list() }));
  app.put('/__faults', async (request, reply) => {
    const made = faults.order(request.body, operations, (number) => vault.fingerprint(number));
    if (typeof made === 'string') return reply.code(400).send({ error: made });
    return { data: faults.list() };
  });
  app.delete('/__faults', async () => {
    faults.clear();
    return { data: [] };
  });

  app.get('/__outbox', async () => ({ pending: store.world.undelivered.size, data: sender.recentDeliveries() }));

  app.get('/health', async () => ({ status: 'healthy', service: 'gateway-simulator' }));
  app.get('/health/ready', async (_, reply) => {
    await store.probe().catch(() => reply.code(503));
    return { status: reply.statusCode === 503 ? 'unhealthy' : 'healthy', service: 'gateway-simulator' };
  });
}
