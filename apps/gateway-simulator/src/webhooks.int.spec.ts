import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { freePort } from './testing/simulated-stripe';
import { eventually, simulatorsOfTest } from './testing/simulators-of-test';

const SECRET = 'whsec_simulator_spec';
const start = simulatorsOfTest();

describe('webhooks', () => {
  interface Received {
    body: string;
    signature: string;
  }
  let server: Server;
  let received: Received[];
  let statuses: number[];
  let url: string;

  const listen = (port: number) => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({
          body: Buffer.concat(chunks).toString(),
          signature: String(request.headers['stripe-signature']),
        });
        response.writeHead(statuses.shift() ?? 200).end();
      });
    });
    return new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  };
  beforeEach(async () => {
    received = [];
    statuses = [];
    const port = await freePort();
    url = `http://127.0.0.1:${port}/v1/webhooks/stripe`;
    await listen(port);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const idOf = ({ body }: Received) => (JSON.parse(body) as { id: string }).id;
  const typeOf = ({ body }: Received) => (JSON.parse(body) as { type: string }).type;

  it('go on until a 2xx, with one id, and signed over the raw body', async () => {
    statuses = [500, 404];
    const stripe = await start({ webhooks: { url, secret: SECRET } });
    await stripe.charge('pm_card_visa');
    await eventually(() => expect(received).toHaveLength(3));
    await eventually(async () => expect((await stripe.get('/__outbox')).body['pending']).toBe(0));
    expect(new Set(received.map(idOf)).size).toBe(1);
    for (const { body, signature } of received) {
      const [, timestamp, sent] = /^t=(\d{10}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      expect(sent).toBe(createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex'));
    }
  });

  it('tell of success, failure, refund and dispute', async () => {
    const stripe = await start({ webhooks: { url, secret: SECRET } });
    const { body } = await stripe.charge('pm_card_visa');
    await stripe.charge('pm_card_chargeDeclined');
    await stripe.post('/v1/refunds', `payment_intent=${body.id}`);
    await stripe.charge('pm_card_bypassPending');
    await stripe.charge('pm_card_createDispute');
    await eventually(() => expect(received).toHaveLength(7));
    expect(received.map(typeOf).toSorted()).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
      'payment_intent.succeeded',
      'payment_intent.succeeded',
      'refund.created',
    ]);
    const events = await stripe.get('/v1/events?limit=100');
    expect(events.body.data.map((event) => event['id'])).toEqual(expect.arrayContaining(received.map(idOf)));
  });

  it('are not sent of a call that tells nobody, though its money moved', async () => {
    const stripe = await start({ webhooks: { url, secret: SECRET } });
    await stripe.order({ operation: 'payment_intents.create', fault: 'tell_nobody' });
    const silent = stripe.charge('pm_card_visa', 'key-1').catch(() => 'no answer');
    await eventually(async () => expect(await stripe.journal()).toHaveLength(1));
    const { body } = await stripe.charge('pm_card_visa', 'key-2');
    await eventually(() => expect(received).toHaveLength(1));
    expect(received[0]!.body).toContain(body.id);
    expect((await stripe.get('/__outbox')).body['pending']).toBe(0);
    await stripe.stop();
    expect(await silent).toBe('no answer');
  });

  it('that nobody took before a restart are sent after it', async () => {
    statuses = Array<number>(1000).fill(503);
    const before = await start({ webhooks: { url, secret: SECRET } });
    await before.charge('pm_card_visa', randomUUID());
    await eventually(() => expect(received.length).toBeGreaterThan(0));
    await before.stop();
    statuses = [];
    const beforeRestart = received.splice(0);
    await start({ dataDirectory: before.directory, webhooks: { url, secret: SECRET } });
    await eventually(() => expect(received).toHaveLength(1));
    expect(idOf(received[0]!)).toBe(idOf(beforeRestart[0]!));
  });

  it('do not hold up answers when nobody listens', async () => {
    const stripe = await start({ webhooks: { url: `http://127.0.0.1:${await freePort()}/none`, secret: SECRET } });
    expect((await stripe.charge('pm_card_visa')).status).toBe(200);
    expect((await stripe.get('/__outbox')).body['pending']).toBe(1);
  });
});
