const LINE_END = '\r\n';
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/**
 * One line of CSV (RFC 4180), its end included. Spreadsheets take a cell that begins like a formula for one, whoever
 * wrote it: such a text gets an apostrophe in front, a number does not.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(defused(cell))).join(',')}${LINE_END}`;
}

function defused(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
