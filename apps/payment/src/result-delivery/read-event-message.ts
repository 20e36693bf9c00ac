import { isUuid } from '../uuid';

/** A message of `q:pay:subscription_update`: what to tell, by ids only. `event_id` is the same at every delivery. */
export type EventMessage =
  | { action: 'payment_result'; payload: { payment_id: string; event_id: string } }
  | { action: 'refund_result'; payload: { refund_id: string; event_id: string } }
  | { action: 'dispute_result'; payload: { dispute_id: string; status: string; event_id: string } }
  | { action: 'payment_method_changed'; payload: { account_id: string; version: number; event_id: string } }
  | { action: 'fee_charged'; payload: { fee_id: string; event_id: string } };

/** Which members of a payload are UUIDs; what else there is, is read by the room that owns it. */
const IDS: Readonly<Record<EventMessage['action'], readonly string[]>> = {
  payment_result: ['payment_id', 'event_id'],
  refund_result: ['refund_id', 'event_id'],
  dispute_result: ['dispute_id', 'event_id'],
  payment_method_changed: ['account_id', 'event_id'],
  fee_charged: ['fee_id', 'event_id'],
};

/** Reads a message; what is wrong with it comes back as text. */
export function readEventMessage(action: string, payload: Record<string, unknown>): EventMessage | string {
  const ids = Object.hasOwn(IDS, action) ? IDS[action as EventMessage['action']] : undefined;
  if (!ids) return `there is no action ${action}`;
  const missing = ids.find((name) => !isUuid(payload[name]));
  if (missing !== undefined) return `the payload names no ${missing}`;
  if (action === 'dispute_result' && typeof payload['status'] !== 'string') return 'the payload names no status';
  const isVersionless = action === 'payment_method_changed' && !Number.isSafeInteger(payload['version']);
  return isVersionless ? 'the payload names no version' : ({ action, payload } as unknown as EventMessage);
}
