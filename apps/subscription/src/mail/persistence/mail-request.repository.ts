import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';

export interface DueMail {
  id: string;
  template: string;
  user_id: number | null;
  facts: Record<string, string>;
  attempts: number;
}

/** Requests that were given up stay as rows without a next attempt, for staff to see. */
@Injectable()
export class MailRequestRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes due requests for a minute, those first that somebody waits for: if this process dies, another finds them due again
   * after that.
   */
  async claim(limit: number): Promise<DueMail[]> {
    return this.database.query<DueMail>(
      `UPDATE mail_request SET attempts = attempts + 1, next_attempt_at = clock_timestamp() + interval '1 minute'
       WHERE id IN (SELECT id FROM mail_request WHERE next_attempt_at <= now()
                    ORDER BY is_awaited DESC, next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, template, user_id, facts, attempts`,
      [limit],
    );
  }

  async sent(id: string): Promise<void> {
    await this.database.query(`DELETE FROM mail_request WHERE id = $1`, [id]);
  }

  /** `seconds` until the next attempt; `null` gives up. */
  async failed(id: string, seconds: number | null): Promise<void> {
    await this.database.query(
      `UPDATE mail_request SET next_attempt_at = clock_timestamp() + make_interval(secs => $2::double precision) WHERE id = $1`,
      [id, seconds],
    );
  }
}
