import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';

export interface NewSession {
  id: string;
  userId: number;
  refreshHash: Buffer;
  expiresAt: Instant;
}

/** Refresh tokens, as hashes: one live secret per session, replaced at each use. */
@Injectable()
export class SessionRepository {
  constructor(private readonly database: Database) {}

  async add(session: NewSession): Promise<void> {
    await this.database.query(`INSERT INTO session (id, user_id, refresh_hash, expires_at) VALUES ($1, $2, $3, $4)`, [
      session.id,
      session.userId,
      session.refreshHash,
      session.expiresAt.toDate(),
    ]);
  }

  /** Replaces the secret if `current` is the live one; conditional, so that of two refreshes at once one wins. */
  async rotate(id: string, current: Buffer, next: { refreshHash: Buffer; expiresAt: Instant }, now: Instant): Promise<number | undefined> {
    const [row] = await this.database.query<{ user_id: number }>(
      `UPDATE session SET refresh_hash = $3, expires_at = $4
       WHERE id = $1 AND refresh_hash = $2 AND ended_at IS NULL AND expires_at > $5 RETURNING user_id`,
      [id, current, next.refreshHash, next.expiresAt.toDate(), now.toDate()],
    );
    return row?.user_id;
  }

  /** Returns whether a live session ended. */
  async end(id: string, now: Instant): Promise<boolean> {
    const rows = await this.database.query(`UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id`, [
      id,
      now.toDate(),
    ]);
    return rows.length > 0;
  }

  async endIfSecretIs(id: string, secret: Buffer, now: Instant): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE session SET ended_at = $3 WHERE id = $1 AND refresh_hash = $2 AND ended_at IS NULL RETURNING id`,
      [id, secret, now.toDate()],
    );
    return rows.length > 0;
  }

  async endAllOf(userId: number, now: Instant): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE session SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL RETURNING id`,
      [userId, now.toDate()],
    );
    return rows.map((row) => row.id);
  }
}
