import { open, type FileHandle } from 'node:fs/promises';

interface Batch {
  lines: string[];
  written: Promise<void>;
  settle: (error?: unknown) => void;
}

/**
 * An append-only file of lines. What arrives while a write is under way goes out together in the next one, so that
 * many requests share a write. A line is in the file, and so survives a kill of this process, when its promise resolves.
 */
export class AppendLog {
  private next: Batch | undefined;
  private current: Batch | undefined;
  private broken: unknown;

  private constructor(private readonly file: FileHandle) {}

  /** Replays the whole lines of the file, cuts off a torn last one, and opens it for appending. */
  static async open(path: string, replay: (line: string) => void): Promise<AppendLog> {
    const file = await open(path, 'a+', 0o600);
    try {
      await file.truncate(await replayLines(file, replay));
      return new AppendLog(file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  append(line: string): Promise<void> {
    if (this.broken) return Promise.reject(this.broken as Error);
    this.next ??= newBatch();
    this.next.lines.push(line);
    const { written } = this.next;
    if (!this.current) void this.drain();
    return written;
  }

  /** Resolves when everything appended so far is in the file; rejects when the file cannot be written any more. */
  written(): Promise<void> {
    if (this.broken) return Promise.reject(this.broken as Error);
    return (this.next ?? this.current)?.written ?? Promise.resolve();
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

const NEWLINE = 10;
const CHUNK_BYTES = 1 << 20;

/** Returns how many bytes hold whole, readable lines. A broken line before the last is corruption, not a crash. */
async function replayLines(file: FileHandle, replay: (line: string) => void): Promise<number> {
  let rest = Buffer.alloc(0);
  let wholeBytes = 0;
  let position = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return wholeBytes;
    position += bytesRead;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
      replay(rest.toString('utf8', start, end));
      wholeBytes += end + 1 - start;
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
}
