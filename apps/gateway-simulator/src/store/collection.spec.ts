import type { Customer } from '../stripe-objects';
import { Collection } from './collection';

const customer = (id: string, created: number, name = id): Customer => ({
  id,
  created,
  name,
  object: 'customer',
  livemode: false,
  email: null,
  description: null,
  metadata: {},
});

/** Two in memory, four known; what is read from the log says so. */
function collectionOf(...ids: string[]) {
  const loaded: string[] = [];
  const load = (id: string, at: number) => {
    loaded.push(`${id}@${at}`);
    return customer(id, at);
  };
  const items = new Collection<Customer>({ inMemory: 2, known: 4 }, load);
  ids.forEach((id, index) => items.put(customer(id, index), index));
  const list = (...args: [string?, number?]) => [...(items.newestFirst(...args) ?? [])].map(({ id }) => id);
  return { items, list, loaded };
}

it('reads from the log what was not changed last', () => {
  const { items, loaded } = collectionOf('a', 'b', 'c');
  expect(items.get('c')?.id).toBe('c');
  expect(loaded).toEqual([]);
  expect(items.get('a')?.id).toBe('a');
  expect(loaded).toEqual(['a@0']);
});

it('a changed one keeps its place, and is in memory again', () => {
  const { items, list, loaded } = collectionOf('a', 'b', 'c');
  items.put(customer('a', 0, 'changed'), 9);
  expect(items.get('a')?.name).toBe('changed');
  expect(list()).toEqual(['c', 'b', 'a']);
  expect(loaded).toEqual(['b@1']);
});

it('forgets the oldest, and lists from any place on', () => {
  const { items, list } = collectionOf('a', 'b', 'c', 'd', 'e', 'f');
  expect(items.get('b')).toBeUndefined();
  expect(list()).toEqual(['f', 'e', 'd', 'c']);
  expect(list('e')).toEqual(['d', 'c']);
  expect(list('b')).toEqual([]);
});

it('reads nothing that is too young to be listed', () => {
  const { list, loaded } = collectionOf('a', 'b', 'c', 'd');
  expect(list(undefined, 0)).toEqual(['a']);
  expect(loaded).toEqual(['a@0']);
});
