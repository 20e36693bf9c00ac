import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppendLog } from './append-log';
import { changeFromLine, changeToLine, type Alarm, type Change, type Movement, type StoredAnswer } from './change';
import { World } from './world';

/** The world, as far as it is in memory, and its log on disk. A change is applied at once and recorded before anybody is told of it. */
export class Store {
  private readonly listeners: ((change: Change) => void)[] = [];

  private constructor(
    readonly world: World,
    private readonly log: AppendLog,
  ) {}

  /** Rebuilds the world from `movements.jsonl` in the data folder, which is made when it is not there. */
  static async open(dataDirectory: string): Promise<Store> {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
    const world: World = new World((at) => changeFromLine(log.lineAt(at)));
    const log: AppendLog = await AppendLog.open(join(dataDirectory, 'movements.jsonl'), ({ text, at }) =>
      world.apply(changeFromLine(text), at),
    );
    return new Store(world, log);
  }

  /** To be followed by `record` before anything else happens: what is applied is told to be where the log ends. */
  apply(change: Change): void {
    this.world.apply(change, this.log.end);
  }

  keepAnswer(answer: StoredAnswer): void {
    this.world.keepAnswer(answer, this.log.end);
  }

  /** Movements `after + 1` to `after + limit`, as far as there are any. */
  async journal(after: number, limit: number): Promise<Movement[]> {
    const found: Movement[] = [];
    if (after >= this.world.movementCount) return found;
    for await (const line of this.log.linesFrom(this.world.journalMark(after))) {
      if (!line.includes('"movements"')) continue;
      for (const movement of changeFromLine(line).movements) if (movement.seq > after) found.push(movement);
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  /** Resolves when the change is in the file; then those who wait for news of it are told. */
  async record(change: Change): Promise<void> {
    await this.log.append(changeToLine(change));
    for (const listener of this.listeners) listener(change);
  }

  onRecorded(listener: (change: Change) => void): void {
    this.listeners.push(listener);
  }

  written(): Promise<void> {
    return this.log.written();
  }

  /** Rejects when the log cannot be written any more. */
  probe(): Promise<void> {
    return this.log.append('');
  }

  get waitingAlarms(): Alarm[] {
    return [...this.world.alarms.values()];
  }

  close(): Promise<void> {
    return this.log.close();
  }
}
