import type { Connection, Submittable } from 'pg';

export type Cell = string | number | bigint | boolean | null;

/** Where rows are copied to, and how one is read off what it stores. */
export interface CopyTarget<T> {
  /** Table and columns, `invoice_line (invoice_id, position)`; columns that are left out get their defaults. */
  readonly into: string;
  /** The cells in the order of the columns; instants, JSON and decimals as text. */
  readonly row: (stored: T) => readonly Cell[];
}

const ODD = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Rows as COPY's text format has them: tabs between cells, a line each, `\N` for NULL. */
export function copyText<T>({ row }: Pick<CopyTarget<T>, 'row'>, all: readonly T[]): string {
  // Joined line by line, since a text that grows by pieces is a tree of them, and whoever sends it has to flatten it.
  const lines = all.map((stored) => row(stored).map(cellText).join('\t'));
  lines.push('');
  return lines.join('\n');
}

function cellText(cell: Cell): string {
  if (cell === null) return '\\N';
  if (typeof cell !== 'string') return String(cell);
  return ODD.test(cell) ? cell.replace(/[\\\n\r\t]/g, (odd) => ESCAPES[odd] as string) : cell;
}

/** What the driver's connection can do besides what its types say (pg 8.23). */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/**
 * `COPY … FROM STDIN` as a query of the driver. Statement and rows leave together, without waiting for the server to ask
 * for the rows: when it refuses the statement it passes over them, as its protocol says.
 */
export class CopyIn implements Submittable {
  /** The driver puts its own around this one when queries have a timeout. */
  callback: (error?: Error | null) => void;
  readonly done: Promise<void>;

  constructor(
    private readonly into: string,
    private readonly rows: string,
  ) {
    let settle: (error?: Error | null) => void = () => undefined;
    this.done = new Promise((resolve, reject) => {
      settle = (error) => (error ? reject(error) : resolve());
    });
    this.callback = settle;
  }

  submit(connection: Connection): void {
    const copying = connection as CopyConnection;
    copying.stream.cork();
    copying.query(`COPY ${this.into} FROM STDIN`);
    copying.sendCopyFromChunk(Buffer.from(this.rows));
    copying.endCopyFrom();
    copying.stream.uncork();
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback();
  }

  /** The rows are on their way already. */
  handleCopyInResponse(): void {}

  handleCommandComplete(): void {}
}
