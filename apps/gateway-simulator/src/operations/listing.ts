import { ApiError } from '../http/api-error';
import { text, type Form } from '../http/form';
import type { ObjectOf, StripeObject } from '../stripe-objects';
import { ok, type Answer, type Call, type Operation } from './operation';

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

/** The GET operations that every kind of object has: one by its id, and a list, newest first. */
export function readOperations<K extends StripeObject['object']>(
  kind: K,
  collection: string,
  matches: (item: ObjectOf<K>, params: Form) => boolean = () => true,
): Operation[] {
  return [
    {
      name: `${collection}.retrieve`,
      method: 'GET',
      path: `/v1/${collection}/:id`,
      run: (call) => ok(call.read(kind, call.pathId)),
    },
    {
      name: `${collection}.list`,
      method: 'GET',
      path: `/v1/${collection}`,
      run: (call) => list(call, kind, `/v1/${collection}`, (item) => matches(item, call.params)),
    },
  ];
}

function list<K extends StripeObject['object']>(
  call: Call,
  kind: K,
  url: string,
  matches: (item: ObjectOf<K>) => boolean,
): Answer {
  const limit = Number(text(call.params, 'limit') ?? LIMIT_DEFAULT);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) throw ApiError.invalid('Invalid limit', 'limit');
  const startingAfter = text(call.params, 'starting_after');
  const bounds = createdBounds(call.params);
  const items = call.world.all(kind).newestFirst(startingAfter, bounds.to);
  if (!items) throw ApiError.notFound(kind, startingAfter ?? '', 'starting_after');
  const data: ObjectOf<K>[] = [];
  for (const item of items) {
    // The collection is in order of creation: nothing below this one can be young enough.
    if (item.created < bounds.from) break;
    if (!matches(item)) continue;
    data.push(item);
    if (data.length > limit) break;
  }
  return ok({ object: 'list', url, has_more: data.length > limit, data: data.slice(0, limit) });
}

/** Both inclusive, in unix seconds. */
function createdBounds(params: Form): { from: number; to: number } {
  const second = (...path: string[]) => {
    const value = text(params, 'created', ...path);
    if (value !== undefined && !/^\d{1,12}$/.test(value)) throw ApiError.invalid('Invalid timestamp', 'created');
    return value === undefined ? undefined : Number(value);
  };
  const exact = second();
  return {
    from: exact ?? second('gte') ?? (second('gt') ?? -1) + 1,
    to: exact ?? second('lte') ?? (second('lt') ?? Number.MAX_SAFE_INTEGER) - 1,
  };
}
