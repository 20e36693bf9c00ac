import { CONTENT_WIDTH, INK, MARGIN, roomFor, write } from './invoice-page';
import type { Sheet } from './sheet';

const LABEL_X = MARGIN + 220;
const LABEL_WIDTH = 170;
const ROW_WIDTH = MARGIN + CONTENT_WIDTH - LABEL_X - 6;
const ROW_HEIGHT = 16;
const BAR_HEIGHT = 30;

/** Label and amount, as they are written. */
export type TotalRow = readonly [string, string];

/** Sums below the lines, and large the one that matters. Returns the height below. */
export function drawTotals(sheet: Sheet, rows: readonly TotalRow[], [label, amount]: TotalRow, top: number): number {
  const { pen, color } = sheet;
  let y = roomFor(pen, top, rows.length * ROW_HEIGHT + BAR_HEIGHT + 6);
  for (const row of rows) y = drawRow(sheet, row, y);
  pen.rect(LABEL_X - 8, y, MARGIN + CONTENT_WIDTH - LABEL_X + 8, BAR_HEIGHT).fill(color);
  pen.font('bold').fontSize(11).fillColor('#ffffff');
  write(pen, label, { x: LABEL_X, y: y + 10, width: LABEL_WIDTH });
  pen.fontSize(14);
  write(pen, amount, { x: LABEL_X, y: y + 8, width: ROW_WIDTH, isRight: true });
  return y + BAR_HEIGHT + 6;
}

function drawRow({ pen }: Sheet, [label, amount]: TotalRow, y: number): number {
  pen.font('regular').fontSize(9.5).fillColor(INK);
  const below = write(pen, label, { x: LABEL_X, y, width: LABEL_WIDTH });
  write(pen, amount, { x: LABEL_X, y, width: ROW_WIDTH, isRight: true });
  return Math.max(below, y + ROW_HEIGHT - 4) + 4;
}
