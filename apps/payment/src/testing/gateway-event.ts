import { createHmac } from 'node:crypto';
import { TakeGatewayEvent } from '../gateway-webhooks/use-cases/take-gateway-event';
import { WEBHOOK_SECRET, type PaymentWorld } from './payment-world';

/** POST /v1/webhooks/stripe with the mock's own event, rightly signed; the status it was answered with. */
export async function sendEvent(world: PaymentWorld, event: object): Promise<number> {
  const stamp = world.clock.now().epochSeconds;
  const payload = JSON.stringify({ created: stamp, ...event });
  const v1 = createHmac('sha256', WEBHOOK_SECRET).update(`${stamp}.${payload}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${stamp},v1=${v1}` };
  return (await world.app.inject({ method: 'POST', url: '/v1/webhooks/stripe', payload, headers })).statusCode;
}

/** What came of an event; null while it waits for a worker. */
export async function resultOf(world: PaymentWorld, eventId: string): Promise<string | null | undefined> {
  const [row] = await world.database.query<{ result: string | null }>(
    `SELECT result FROM gateway_event WHERE id = $1`,
    [eventId],
  );
  return row?.result;
}

/** The worker's rounds, until nothing is left that could be handled within a minute. */
export async function handleLeftEvents(world: PaymentWorld): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    world.clock.forward(21);
    await world.get(TakeGatewayEvent).handleLeft();
  }
}
