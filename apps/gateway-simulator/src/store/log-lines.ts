import type { FileHandle } from 'node:fs/promises';

export interface LogLine {
  text: string;
  /** Where it begins, and where the next one does: bytes from the file's beginning. */
  at: number;
  end: number;
}

const NEWLINE = 10;
const CHUNK_BYTES = 1 << 20;

/** The whole lines of a file from a line's beginning on, up to `to` where that is given. A torn last one is left out. */
export async function* linesFrom(
  file: FileHandle,
  from: number,
  to = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<LogLine> {
  let rest = Buffer.alloc(0);
  let position = from;
  let at = from;
  while (position < to) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - position));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    for (let newline = rest.indexOf(NEWLINE); newline >= 0; newline = rest.indexOf(NEWLINE, start)) {
      const end = at + newline + 1 - start;
      yield { text: rest.toString('utf8', start, newline), at, end };
      at = end;
      start = newline + 1;
    }
    rest = rest.subarray(start);
  }
}
