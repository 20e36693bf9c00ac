import type { UsageEventView } from '@libs/dto';
import { decimalTextOf } from '@libs/money';
import type { StoredEvent } from '../stored-event';

export function usageEventView(event: StoredEvent): UsageEventView {
  return {
    account_id: event.accountId,
    subscription_id: event.subscriptionId,
    metric: event.metric,
    quantity: wireQuantity(event.quantity),
    timestamp: event.happenedAt.toString(),
    idempotency_key: event.idempotencyKey,
    properties: event.properties,
  };
}

/** A number where it reads back as the same decimal, else the text. */
function wireQuantity(text: string): number | string {
  const plain = withoutZeros(text);
  const number = Number(plain);
  const again = decimalTextOf(number);
  return again.ok && again.value === plain ? number : plain;
}

/** `1.500` → `1.5`; `120000` stays. */
export function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
