import 'reflect-metadata';
import { DtoValidationPipe } from './validation.pipe';
import { PageQuery, pageOf, readCursor, readIntegerCursor } from './pagination';
import { integerIdOf, uuidOf } from './path-id.pipe';

const ID = '0197c1d2-6f00-7000-8000-000000000001';
const written = (text: string) => Buffer.from(text, 'latin1').toString('base64url');
const pipe = new DtoValidationPipe();
const query = (value: object) => pipe.transform(value, { type: 'query', metatype: PageQuery }) as PageQuery;

it.each([
  '',
  'x',
  '%00',
  written('12'),
  written('abc'),
  written(`${ID}'`),
  written(`${ID}\0`),
  written(ID.slice(1)),
  '💥',
  'A'.repeat(200),
])('refuses the cursor %j of a list of UUIDs before SQL sees it', (cursor) => {
  expect(() => readCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
});

it.each([
  '',
  'x',
  written('-1'),
  written('1e3'),
  written('ff'),
  written('2147483648'),
  written('99999999999999999999'),
  written('007'),
  written(ID),
])('refuses the cursor %j of a list of integers', (cursor) => {
  expect(() => readIntegerCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
});

it('leads from page to page and ends', () => {
  const rows = [{ id: ID }, { id: 'never shown' }];
  const page = pageOf(
    rows,
    1,
    (row) => row.id,
    (row) => row.id,
  );
  expect([page.items, readCursor(page.nextCursor)]).toEqual([[ID], ID]);
  expect(pageOf(rows.slice(0, 1), 1, (row) => row.id, String).nextCursor).toBeUndefined();
  expect(pageOf([], 1, () => 1, String).nextCursor).toBeUndefined();
  expect(readIntegerCursor(pageOf([1, 2], 1, (id) => id, String).nextCursor)).toBe(1);
  expect([readCursor(undefined), readIntegerCursor(undefined)]).toEqual([undefined, undefined]);
});

it.each([
  [{}, 20],
  [{ limit: '1' }, 1],
  [{ limit: '100' }, 100],
])('takes %j for a limit of %i', (value, limit) => {
  expect(query(value).limit).toBe(limit);
});

it.each([
  { limit: '0' },
  { limit: '101' },
  { limit: '-1' },
  { limit: '1.5' },
  { limit: '' },
  { limit: '1e1' },
  { limit: ['1', '2'] },
  { limit: 'NaN' },
  { cursor: ['a'] },
  { cursor: 'x'.repeat(201) },
  { offset: '1' },
])('refuses %j', (value) => {
  expect(() => query(value)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
});

it.each(['0', '-1', '1.0', '1e3', '2147483648', '99999999999', 'abc', '', ' 1', '١'])(
  'knows no integer id %j',
  (text) => {
    expect(() => integerIdOf(text)).toThrow(expect.objectContaining({ code: 'not_found' }));
  },
);

it('reads ids', () => {
  expect([integerIdOf('2147483647'), uuidOf(ID.toUpperCase())]).toEqual([2147483647, ID]);
  expect(() => uuidOf(`${ID}\n`)).toThrow(expect.objectContaining({ code: 'not_found' }));
});
