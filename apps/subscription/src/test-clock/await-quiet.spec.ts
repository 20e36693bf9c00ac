import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '@libs/config';
import type { Outbox } from '@libs/persistence';
import type { QueueClient } from '@libs/queue';
import { AwaitQuiet } from './await-quiet';

let server: Server;
/** What the other service does, one after the other: hangs up, is busy, has nothing to send. */
let fates: ('hangs up' | 503 | 'has more' | 'is quiet')[];
let url: string;

beforeEach(async () => {
  server = createServer((request, reply) => {
    const fate = fates.shift() ?? 'is quiet';
    if (fate === 'hangs up') return request.socket.destroy();
    const isEmpty = fate === 'is quiet';
    return reply.writeHead(fate === 503 ? 503 : 200).end(JSON.stringify({ data: { is_empty: isEmpty } }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.closeAllConnections());
afterEach(() => server.close());

function quiet(unpublished: boolean[]): AwaitQuiet {
  const outbox = { hasUnpublished: async () => unpublished.shift() ?? false } as unknown as Outbox;
  const queues = { depths: async () => ({}) } as unknown as QueueClient;
  const config = { urls: { payment: url }, webhooks: { secrets: ['a-secret-between-the-services'] } };
  return new AwaitQuiet(outbox, queues, config as unknown as Config);
}

it('waits for the other service, also while that is too busy to say', async () => {
  fates = ['hangs up', 503, 'has more', 'is quiet'];
  await quiet([true]).run();
  expect(fates).toEqual([]);
});

it('asks nobody when there was nothing to do', async () => {
  fates = ['is quiet'];
  await quiet([]).run();
  expect(fates).toEqual(['is quiet']);
});
