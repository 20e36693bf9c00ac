import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';

/** Tokens of reset mails, as hashes: good for one hour and one use, by the database's clock. */
@Injectable()
export class PasswordResetRepository {
  constructor(private readonly database: Database) {}

  async add(tokenHash: Buffer, userId: number): Promise<void> {
    await this.database.query(
      `INSERT INTO password_reset (token_hash, user_id, expires_at) VALUES ($1, $2, clock_timestamp() + interval '1 hour')`,
      [tokenHash, userId],
    );
  }

  /** Uses up what other mails to this user offer: a new password ends them all. */
  async endAllOf(userId: number): Promise<void> {
    await this.database.query(
      `UPDATE password_reset SET used_at = clock_timestamp() WHERE user_id = $1 AND used_at IS NULL`,
      [userId],
    );
  }

  /** Uses a token up; conditional, so that of two uses at once one wins. */
  async use(tokenHash: Buffer): Promise<number | undefined> {
    const [row] = await this.database.query<{ user_id: number }>(
      `UPDATE password_reset SET used_at = clock_timestamp()
       WHERE token_hash = $1 AND used_at IS NULL AND expires_at > clock_timestamp() RETURNING user_id`,
      [tokenHash],
    );
    return row?.user_id;
  }
}
