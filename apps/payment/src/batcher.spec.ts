import { Batcher } from './batcher';

const make = (run: (items: readonly string[]) => Promise<readonly string[]>, options = {}) =>
  new Batcher<string, string>({ run, keyOf: (item) => item[0] ?? '', sizeMax: 3, lanes: 1, ...options });

let batches: string[][];
const upper = async (items: readonly string[]) => {
  batches.push([...items]);
  return items.map((item) => item.toUpperCase());
};
beforeEach(() => {
  batches = [];
});

it('does at once what comes alone, and together what comes together', async () => {
  const batcher = make(upper);
  expect(await batcher.add('a')).toBe('A');
  expect(await Promise.all(['b', 'c', 'd', 'e'].map((item) => batcher.add(item)))).toEqual(['B', 'C', 'D', 'E']);
  expect(batches).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
});

it('never puts two of one key into one batch, and keeps their order', async () => {
  const batcher = make(upper);
  await Promise.all(['a1', 'a2', 'b', 'a3'].map((item) => batcher.add(item)));
  expect(batches).toEqual([['a1', 'b'], ['a2'], ['a3']]);
});

it('has no more batches under way than lanes', async () => {
  let underWay = 0;
  let most = 0;
  const slow = async (items: readonly string[]) => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 5));
    underWay -= 1;
    return items;
  };
  const batcher = make(slow, { lanes: 2, sizeMax: 1 });
  await Promise.all([...'abcdef'].map((item) => batcher.add(item)));
  expect(most).toBe(2);
});

it('lets one bad item spoil nothing but its own', async () => {
  const batcher = make(async (items) => {
    if (items.includes('bad')) throw new Error('no');
    return upper(items);
  });
  const results = await Promise.allSettled(['a', 'bad', 'c'].map((item) => batcher.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
