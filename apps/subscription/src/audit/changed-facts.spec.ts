import { changedFacts } from './changed-facts';

describe('what an audit row keeps of a change', () => {
  it('names only the members that differ, nested ones included', () => {
    const before = { name: 'Pro', isActive: true, metadata: { a: '1' } };
    const after = { name: 'Pro', isActive: false, metadata: { a: '2' } };
    expect(changedFacts(before, after)).toEqual({
      before: { isActive: true, metadata: { a: '1' } },
      after: { isActive: false, metadata: { a: '2' } },
    });
  });

  it('keeps members that come or go', () => {
    expect(changedFacts({ a: 1 }, { b: 2 })).toEqual({ before: { a: 1, b: undefined }, after: { a: undefined, b: 2 } });
  });

  it('is nothing when nothing changed', () => {
    expect(changedFacts({ tags: ['x'] }, { tags: ['x'] })).toBeUndefined();
  });
});
