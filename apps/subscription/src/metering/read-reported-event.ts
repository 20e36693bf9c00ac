import type { ReportedUsage } from '@libs/billing/metering';
import { Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import type { Refusal } from './usage-refusal';
import { refusal } from './usage-refusal';

/** A usage event as its sender names it: by subscription, by account, or for the sender's own account. */
export interface ReportedEvent extends Omit<ReportedUsage, 'accountId'> {
  readonly subscriptionId: string | undefined;
  readonly accountId: string | undefined;
}

const MEMBERS = new Set([
  'subscription_id',
  'account_id',
  'metric',
  'quantity',
  'timestamp',
  'idempotency_key',
  'properties',
]);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PROPERTIES_MAX = 50;
const NAME_LENGTH_MAX = 63;
const TEXT_LENGTH_MAX = 500;

/**
 * Reads the shape of a reported event, by hand: batches are the hot path. Whether metric, quantity, key and time are
 * acceptable is the kernel's to say.
 */
export function readReportedEvent(value: unknown): Result<ReportedEvent, Refusal> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(refusal('not_an_object'));
  for (const name of Object.keys(value)) if (!MEMBERS.has(name)) return refuse(refusal('unknown_field', name));
  const event = value as Record<string, unknown>;
  const { metric, quantity, idempotency_key: idempotencyKey, properties } = event;
  if (typeof idempotencyKey !== 'string') return refuse(refusal('invalid_idempotency_key'));
  if (typeof metric !== 'string') return refuse(refusal('invalid_metric'));
  if (typeof quantity !== 'number' && typeof quantity !== 'string') return refuse(refusal('invalid_quantity'));
  const happenedAt = instantOf(event.timestamp);
  if (!happenedAt.ok) return happenedAt;
  if (!isId(event.subscription_id)) return refuse(refusal('not_found', 'subscription_id'));
  if (!isId(event.account_id)) return refuse(refusal('not_found', 'account_id'));
  if (!isProperties(properties)) return refuse(refusal('invalid_properties'));
  return ok({
    subscriptionId: idOf(event.subscription_id),
    accountId: idOf(event.account_id),
    idempotencyKey,
    metric,
    quantity,
    ...(happenedAt.value ? { happenedAt: happenedAt.value } : {}),
    ...(properties ? { properties } : {}),
  });
}

function instantOf(value: unknown): Result<Instant | undefined, Refusal> {
  if (value === undefined || value === null) return ok(undefined);
  const read = typeof value === 'string' ? Instant.parse(value) : undefined;
  return read?.ok ? read : refuse(refusal('invalid_timestamp'));
}

function isId(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && UUID.test(value));
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}

/** Flat: what `unique` counts are texts, numbers and switches. Names every object has would lead to its prototype. */
function isProperties(value: unknown): value is Record<string, unknown> | null | undefined {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= PROPERTIES_MAX && entries.every(([name, each]) => isName(name) && isPlain(each));
}

function isName(name: string): boolean {
  return name.length > 0 && name.length <= NAME_LENGTH_MAX && !(name in Object.prototype);
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= TEXT_LENGTH_MAX;
  return value === null || typeof value === 'boolean' || typeof value === 'number';
}
