import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';

const MOVE = `
  INSERT INTO test_clock (ahead_ms) VALUES ($1)
  ON CONFLICT (is_only) DO UPDATE
  SET ahead_ms = GREATEST(test_clock.ahead_ms, excluded.ahead_ms), moved_at = clock_timestamp()`;

/** By how much billing time was moved ahead of real time. */
@Injectable()
export class TestClockRepository {
  constructor(private readonly database: Database) {}

  /** Milliseconds; 0 while it was never moved. */
  async ahead(): Promise<number> {
    const [row] = await this.database.query<{ ahead_ms: string }>(`SELECT ahead_ms FROM test_clock`);
    return Number(row?.ahead_ms ?? 0);
  }

  /** Never back: of two moves the farther one stays. */
  async moveTo(aheadMilliseconds: number): Promise<void> {
    await this.database.named('test_clock_move', MOVE, [aheadMilliseconds]);
  }
}
