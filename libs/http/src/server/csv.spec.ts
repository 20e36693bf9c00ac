import { csvLine } from './csv';

it.each([
  [['a', '1.50', ''], 'a,1.50,\r\n'],
  [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
  [['-12.50', '+3', '-0.000001'], '-12.50,+3,-0.000001\r\n'],
])('writes %j', (cells, line) => expect(csvLine(cells)).toBe(line));

it.each([
  ['=HYPERLINK("http://evil.example","Invoice")', `"'=HYPERLINK(""http://evil.example"",""Invoice"")"`],
  ['+1+cmd', "'+1+cmd"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
])('a customer’s text %j is no formula to whoever opens the file', (cell, written) =>
  expect(csvLine([cell])).toBe(`${written}\r\n`),
);
