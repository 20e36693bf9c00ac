import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';

@Injectable()
export class PasswordResetRepository {
  constructor(private readonly database: Database) {}

  async add(tokenHash: Buffer, userId: number, expiresAt: Instant): Promise<void> {
    await this.database.query(`INSERT INTO password_reset (token_hash, user_id, expires_at) VALUES ($1, $2, $3)`, [
      tokenHash,
      userId,
      expiresAt.toDate(),
    ]);
  }

  /** Uses a token up; conditional, so that of two uses at once one wins. */
  async use(tokenHash: Buffer, now: Instant): Promise<number | undefined> {
    const [row] = await this.database.query<{ user_id: number }>(
      `UPDATE password_reset SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING user_id`,
      [tokenHash, now.toDate()],
    );
    return row?.user_id;
  }
}
