import { copyText, type Cell } from './copy-rows';

const textOf = (...rows: Cell[][]) => copyText({ row: (cells: Cell[]) => cells }, rows);

describe('rows for COPY', () => {
  it('are a line each, with tabs between cells and a mark for NULL', () => {
    expect(textOf(['a', 1, null], ['b', -2n, true])).toBe('a\t1\t\\N\nb\t-2\ttrue\n');
    expect(textOf()).toBe('');
  });

  it.each([
    ['a\tb', 'a\\tb'],
    ['a\nb\r', 'a\\nb\\r'],
    ['\\N', '\\\\N'],
    ['\\.', '\\\\.'],
    ['', ''],
    ['{"note":"a\\nb"}', '{"note":"a\\\\nb"}'],
  ])('keep what would end a cell: %j', (cell, text) => {
    expect(textOf([cell])).toBe(`${text}\n`);
  });
});
