import type { PlanNews } from '../plan-news';
import { PlanListCache, tagOf } from './plan-list-cache';

const list = { body: '[]', etag: 'W/"a"', headers: [] };

function world(isListening = true) {
  let change = () => {};
  const news = { isListening, onChange: (listener: () => void) => (change = listener) } as unknown as PlanNews;
  const cache = new PlanListCache(news);
  return { cache, change: () => change() };
}

describe('the kept answers of GET /v1/plans', () => {
  let now: jest.SpyInstance;
  beforeEach(() => {
    now = jest.spyOn(performance, 'now').mockReturnValue(1_000_000);
  });
  afterEach(() => {
    now.mockRestore();
  });

  it('gives back what it keeps, by currency', () => {
    const { cache } = world();
    cache.keep('EUR', list, cache.generation);
    expect(cache.get('EUR')).toMatchObject(list);
    expect(cache.get('')).toBeUndefined();
  });

  it('forgets everything when a plan changes', () => {
    const { cache, change } = world();
    cache.keep('', list, cache.generation);
    change();
    expect(cache.get('')).toBeUndefined();
  });

  it('does not keep what was read before a change', () => {
    const { cache, change } = world();
    const readAt = cache.generation;
    change();
    cache.keep('', list, readAt);
    expect(cache.get('')).toBeUndefined();
  });

  it.each([
    ['2 seconds while news may be missed', false, 1_999, 2_000],
    ['10 seconds in any case', true, 9_999, 10_000],
  ])('keeps for %s', (_, isListening, stillMs, noMoreMs) => {
    const { cache } = world(isListening);
    cache.keep('', list, cache.generation);
    now.mockReturnValue(1_000_000 + stillMs);
    expect(cache.get('')).toBeDefined();
    now.mockReturnValue(1_000_000 + noMoreMs);
    expect(cache.get('')).toBeUndefined();
  });

  it('tags the plans, not the moment they were listed', () => {
    const body = (price: number, timestamp: string) => JSON.stringify({ data: [{ price }], pagination: {}, timestamp });
    expect(tagOf(body(1, 'monday'))).toBe(tagOf(body(1, 'tuesday')));
    expect(tagOf(body(1, 'monday'))).not.toBe(tagOf(body(2, 'monday')));
  });
});
