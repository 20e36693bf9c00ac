import { csvLine } from '@libs/http';
import type { StoredEvent } from '../stored-event';
import { withoutZeros } from './usage-event.view';

const COLUMNS = ['account_id', 'subscription_id', 'metric', 'quantity', 'timestamp', 'idempotency_key', 'properties'];

/** Pages of events as CSV (RFC 4180), the names of the columns first; quantities as decimal text. */
export async function* csvOf(pages: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const page of pages) if (page.length > 0) yield page.map(lineOf).join('');
}

function lineOf(event: StoredEvent): string {
  const { accountId, subscriptionId, metric, quantity, happenedAt, idempotencyKey, properties } = event;
  const more = Object.keys(properties).length === 0 ? '' : JSON.stringify(properties);
  return csvLine([accountId, subscriptionId, metric, withoutZeros(quantity), String(happenedAt), idempotencyKey, more]);
}
