import { readdir, readFile, rm } from 'node:fs/promises';
import * as net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '@libs/calendar';
import { freePort, SimulatedStripe } from '../../../../gateway-simulator/src/testing/simulated-stripe';
import { chargeOf, describeGatewayContract, type GatewayUnderTest } from '../gateway.contract';
import { CONTRACT_WEBHOOK_SECRET } from '../gateway-events.contract';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../gateway-errors';
import { StripeGateway } from './stripe.gateway';

const TIMEOUT_MS = 600;

interface StripeUnderTest extends GatewayUnderTest {
  directory: string;
  order(fault: object): Promise<unknown>;
}

const gatewayAt = (apiUrl: string) =>
  new StripeGateway({
    secretKey: 'sk_test_contract',
    webhookSecret: CONTRACT_WEBHOOK_SECRET,
    apiUrl,
    timeoutMs: TIMEOUT_MS,
    clock: new SystemClock(),
  });

async function makeStripe(): Promise<StripeUnderTest> {
  const simulator = await SimulatedStripe.start();
  const order = (fault: object) => simulator.order(fault);
  return {
    directory: simulator.directory,
    order,
    gateway: gatewayAt(simulator.url),
    movements: async () =>
      (await simulator.journal())
        .filter((movement) => movement.kind === 'charge')
        .map((movement) => ({
          idempotencyKey: String(movement.idempotency_key),
          amountMinor: BigInt(movement.amount),
          currency: movement.currency.toUpperCase(),
        })),
    loseNextAnswer: async () => void (await order({ operation: 'payment_intents.create', fault: 'swallow_answer' })),
    // Twice: a connection that breaks is tried once more, with the same key.
    loseNextRequest: async () => void (await order({ operation: 'payment_intents.create', fault: 'reset', count: 2 })),
    settledEvent: () => succeededEvent({ payment_id: 'pay_1' }),
    close: async () => {
      await simulator.stop();
      await rm(simulator.directory, { recursive: true });
    },
  };
}

function succeededEvent(metadata: Record<string, string>) {
  const intent = { id: 'ref_1', object: 'payment_intent', status: 'succeeded', amount: 2999, amount_received: 2999 };
  return {
    id: 'evt_1',
    object: 'event',
    created: 1_790_000_000,
    type: 'payment_intent.succeeded',
    data: { object: { ...intent, currency: 'usd', metadata, payment_method: 'pm_1', last_payment_error: null } },
  };
}

describeGatewayContract('stripe', makeStripe);

describe('StripeGateway', () => {
  let world: StripeUnderTest;
  beforeAll(async () => {
    world = await makeStripe();
  });
  afterAll(() => world.close());
  const lookupOf = (request: { paymentId: string; idempotencyKey: string }) => ({ ...request, startedAt: new Date() });

  it('a fence overtakes an original that is slow on the network', async () => {
    const request = chargeOf('4242424242424242');
    await world.order({ operation: 'payment_intents.create', fault: 'delay', delay_ms: TIMEOUT_MS + 600 });
    await expect(world.gateway.charge(request)).rejects.toMatchObject({
      name: 'GatewayOutcomeUnknown',
      trouble: 'time_out',
    });
    expect(await world.gateway.findCharge(lookupOf(request))).toEqual({ status: 'not_found' });
    await world.gateway.fence(lookupOf(request));
    await sleep(1000);
    expect(await world.gateway.findCharge(lookupOf(request))).toEqual({ status: 'not_found' });
    expect((await world.movements()).map((movement) => movement.idempotencyKey)).not.toContain(request.idempotencyKey);
  });

  it('a single reset is tried again with the same key', async () => {
    const request = chargeOf('4242424242424242');
    await world.order({ operation: 'payment_intents.create', fault: 'reset', count: 1 });
    expect((await world.gateway.charge(request)).status).toBe('succeeded');
  });

  it.each([
    ['payment_intents.create', 'error_500', GatewayOutcomeUnknown],
    ['payment_intents.create', 'error_429', GatewayUnavailable],
    ['payment_intents.create', 'hang', GatewayOutcomeUnknown],
    ['payment_methods.create', 'error_500', GatewayUnavailable],
    ['payment_methods.create', 'hang', GatewayUnavailable],
    ['payment_methods.create', 'error_429', GatewayUnavailable],
  ])('%s with %s', async (operation, fault, expected) => {
    await world.order({ operation, fault });
    await expect(world.gateway.charge(chargeOf('4242424242424242'))).rejects.toBeInstanceOf(expected);
  });

  it('a failed look-up is not "not found"', async () => {
    await world.order({ operation: 'payment_intents.list', fault: 'error_500' });
    const lookup = lookupOf(chargeOf('4242424242424242'));
    await expect(world.gateway.findCharge(lookup)).rejects.toBeInstanceOf(GatewayUnavailable);
  });

  it('a gateway that is not there has surely charged nothing', async () => {
    const gateway = gatewayAt(`http://127.0.0.1:${await freePort()}`);
    const unavailable = { name: 'GatewayUnavailable', trouble: 'connection_refused' };
    await expect(gateway.charge(chargeOf('4242424242424242'))).rejects.toMatchObject(unavailable);
    await expect(gateway.ping()).rejects.toMatchObject(unavailable);
  });

  it('a gateway that dies with the request in hand may have charged', async () => {
    // Reads the request, closes its door for good, then breaks the connection: the second try is refused.
    const server = net.createServer((socket) => socket.once('data', () => server.close() && socket.resetAndDestroy()));
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const request = chargeOf('', { source: { token: 'pm_card_visa' } });
    await expect(gatewayAt(`http://127.0.0.1:${port}`).charge(request)).rejects.toBeInstanceOf(GatewayOutcomeUnknown);
  });

  it('finds a charge behind hundreds of younger ones', async () => {
    const request = chargeOf('4242424242424242');
    await world.gateway.charge(request);
    // More than two pages of a list; a few at a time, since a busy machine answers hundreds at once too late.
    for (let batch = 0; batch < 25; batch++) {
      await Promise.all(Array.from({ length: 10 }, () => world.gateway.charge(chargeOf('4242424242424242'))));
    }
    expect(await world.gateway.findCharge(lookupOf(request))).toMatchObject({ status: 'succeeded' });
  });

  it('keeps card numbers out of errors and out of the simulator’s files', async () => {
    const number = '4242424242424241';
    const error: unknown = await world.gateway.charge(chargeOf(number)).catch((reason: unknown) => reason);
    await world.gateway.charge(chargeOf('4111111111111111'));
    expect(`${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(number);
    const files = await readdir(world.directory);
    const texts = await Promise.all(files.map((file) => readFile(join(world.directory, file), 'latin1')));
    expect(texts.join()).toContain('"last4":"1111"');
    expect(texts.join()).not.toMatch(/4111111111111111|4242424242424241|"123"/);
  });
});
