import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import { SessionRepository } from '../persistence/session.repository';
import { readRefreshToken } from '../refresh-token';
import { SessionNews } from '../sessions';

/** Ends sessions, and tells all processes to refuse the access tokens that are still out. */
@Injectable()
export class EndSessions {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly news: SessionNews,
  ) {}

  /** The session of a live refresh token; says nothing about any other text. */
  async logOut(refreshToken: string): Promise<void> {
    const read = readRefreshToken(refreshToken);
    if (!read) return;
    const { sessionId, secretHash } = read;
    await this.database.transaction(async (tx) => {
      if (await this.sessions.end(sessionId, secretHash)) tx.afterCommit(() => void this.news.revoke([sessionId]));
    });
  }

  /** A session whose secret was shown twice. Stays ended even when the request that noticed it is rolled back. */
  async distrust(sessionId: string): Promise<void> {
    await this.database.afterRollback(async () => {
      if (await this.sessions.end(sessionId)) await this.news.revoke([sessionId]);
    });
  }

  async allOf(userId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ended = await this.sessions.endAllOf(userId);
      tx.afterCommit(() => void this.news.revoke(ended));
    });
  }
}
