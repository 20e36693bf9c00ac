import { defaultAfterAdding, defaultAfterRemoving } from './default-method';

const present = { methodId: 'old', wasDeclined: false };

it.each([
  ['the first one', undefined, undefined, 'new'],
  ['the first one, though it was not asked for', undefined, false, 'new'],
  ['another one', present, undefined, 'old'],
  ['another one that is asked for', present, true, 'new'],
  ['another one after a decline', { ...present, wasDeclined: true }, undefined, 'new'],
  ['another one after a decline that shall not', { ...present, wasDeclined: true }, false, 'old'],
])('adding %s', (_, before, makeDefault, expected) => {
  expect(defaultAfterAdding({ methodId: 'new', makeDefault, present: before })).toBe(expected);
});

it.each([
  ['the default, others left', 'a', 'a', ['c', 'b'], 'c'],
  ['the default, still among those left', 'a', 'a', ['a', 'b'], 'b'],
  ['the last one', 'a', 'a', [], null],
  ['another than the default', 'b', 'a', ['a'], 'a'],
])('removing %s', (_, removed, before, left, expected) => {
  expect(defaultAfterRemoving(removed, before, left)).toBe(expected);
});
