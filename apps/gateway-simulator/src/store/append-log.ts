import { readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { linesFrom, type LogLine } from './log-lines';

interface Batch {
  lines: string[];
  written: Promise<void>;
  settle: (error?: unknown) => void;
}

/** More than nearly every line has. */
const READ_BYTES = 8_192;
const NEWLINE = 10;

/**
 * An append-only file of lines. What arrives while a write is under way goes out together in the next one, so that
 * many requests share a write. A line is in the file, and so survives a kill of this process, when its promise resolves.
 */
export class AppendLog {
  private next: Batch | undefined;
  private current: Batch | undefined;
  private broken: unknown;

  private constructor(
    private readonly file: FileHandle,
    private nextAt: number,
  ) {}

  /** Replays the whole lines of the file, cuts off a torn last one, and opens it for appending. */
  static async open(path: string, replay: (line: LogLine) => void): Promise<AppendLog> {
    const file = await open(path, 'a+', 0o600);
    try {
      let end = 0;
      for await (const line of linesFrom(file, 0)) {
        // A broken line before the last is corruption, not a crash.
        replay(line);
        end = line.end;
      }
      await file.truncate(end);
      return new AppendLog(file, end);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Where the next line will begin. */
  get end(): number {
    return this.nextAt;
  }

  append(line: string): Promise<void> {
    if (this.broken) return Promise.reject(this.broken as Error);
    this.next ??= newBatch();
    this.next.lines.push(line);
    this.nextAt += Buffer.byteLength(line);
    const { written } = this.next;
    if (!this.current) void this.drain();
    return written;
  }

  /** Resolves when everything appended so far is in the file; rejects when the file cannot be written any more. */
  written(): Promise<void> {
    if (this.broken) return Promise.reject(this.broken as Error);
    return (this.next ?? this.current)?.written ?? Promise.resolve();
  }

  /** The line that begins there and is written. It waits for the disk, for microseconds: whoever reads cannot wait for promises. */
  lineAt(at: number): string {
    let line = Buffer.alloc(0);
    for (let newline = -1; newline < 0; newline = line.indexOf(NEWLINE)) {
      const chunk = Buffer.allocUnsafe(READ_BYTES);
      const bytesRead = readSync(this.file.fd, chunk, 0, READ_BYTES, at + line.length);
      if (bytesRead === 0) throw new RangeError(`no line of the log is written at ${at}`);
      line = Buffer.concat([line, chunk.subarray(0, bytesRead)]);
    }
    return line.toString('utf8', 0, line.indexOf(NEWLINE));
  }

  /** Everything written from there on. */
  async *linesFrom(at: number): AsyncGenerator<string> {
    await this.written();
    for await (const { text } of linesFrom(this.file, at, this.nextAt)) yield text;
  }

  async close(): Promise<void> {
    await this.written().catch(() => undefined);
    await this.file.close();
  }

  private async drain(): Promise<void> {
    while (this.next) {
      const batch = this.next;
      this.current = batch;
      this.next = undefined;
      try {
        await this.file.appendFile(batch.lines.join(''));
        batch.settle();
      } catch (error) {
        // A half-written batch must stay the end of the file; the next start cuts it off.
        this.broken = error;
        batch.settle(error);
        (this.next as Batch | undefined)?.settle(error);
        this.next = undefined;
      }
    }
    this.current = undefined;
  }
}

function newBatch(): Batch {
  let settle: Batch['settle'] = () => undefined;
  const written = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error as Error));
  });
  written.catch(() => undefined);
  return { lines: [], written, settle };
}
