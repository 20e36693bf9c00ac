import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import type { User } from './user.entity';

/**
 * Refresh tokens, as hashes: one live secret per session, replaced at each use. Their times are the database's: real
 * time, and one clock however many processes there are.
 */
@Injectable()
export class SessionRepository {
  constructor(private readonly database: Database) {}

  /**
   * For a user as they were when they proved who they are. False when password, role or access changed meanwhile: who
   * changes them holds the user's row until the sessions that are there have ended.
   */
  async add(session: { id: string; user: User; refreshHash: Buffer; days: number }): Promise<boolean> {
    const { id: userId, passwordHash, role } = session.user;
    const added = await this.database.query(
      `INSERT INTO session (id, user_id, refresh_hash, expires_at)
       SELECT $1, id, $3, clock_timestamp() + make_interval(days => $4) FROM app_user
       WHERE id = $2 AND is_active AND password_hash = $5 AND role = $6 FOR SHARE RETURNING id`,
      [session.id, userId, session.refreshHash, session.days, passwordHash, role],
    );
    return added.length > 0;
  }

  /** Replaces the secret if `current` is the live one of an active user; conditional, so that of two refreshes at once one wins. */
  async rotate(id: string, current: Buffer, next: { refreshHash: Buffer; days: number }): Promise<number | undefined> {
    const [row] = await this.database.query<{ user_id: number }>(
      `UPDATE session SET refresh_hash = $3, expires_at = clock_timestamp() + make_interval(days => $4)
       WHERE id = $1 AND refresh_hash = $2 AND ended_at IS NULL AND expires_at > clock_timestamp()
         AND EXISTS (SELECT FROM app_user WHERE app_user.id = user_id AND is_active)
       RETURNING user_id`,
      [id, current, next.refreshHash, next.days],
    );
    return row?.user_id;
  }

  /** Returns whether a live session ended; with `secret`, only the session that it opens. */
  async end(id: string, secret?: Buffer): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE session SET ended_at = clock_timestamp()
       WHERE id = $1 AND ($2::bytea IS NULL OR refresh_hash = $2) AND ended_at IS NULL RETURNING id`,
      [id, secret ?? null],
    );
    return rows.length > 0;
  }

  async endAllOf(userId: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE session SET ended_at = clock_timestamp() WHERE user_id = $1 AND ended_at IS NULL RETURNING id`,
      [userId],
    );
    return rows.map((row) => row.id);
  }
}
