import { AppError } from '@libs/errors';
import type { Caller } from './caller';
import type { TokenVerifier } from './token-verifier';

/** Finds the caller behind an API key: in the database of the service that owns keys, over a signed call elsewhere. */
export interface ApiKeySource {
  find(apiKey: string): Promise<Caller | undefined>;
}

/** Access tokens that ended before their time: after a logout, a password reset, or a refresh token seen twice. */
export interface SessionRevocations {
  isRevoked(sessionId: string): boolean;
}

const KEY_PATTERN = /^sk_[A-Za-z0-9_-]{20,100}$/;
const CACHE_MS = 10_000;
const CACHE_MAX = 5_000;

/** Turns the credentials of a request into a caller. */
export class Authenticator {
  private readonly keys = new Map<string, { caller: Caller | undefined; untilMs: number }>();

  constructor(
    private readonly tokens: TokenVerifier,
    private readonly apiKeys: ApiKeySource,
    private readonly revocations: SessionRevocations,
  ) {}

  /** @throws AppError `unauthenticated`, `token_expired`, or `dependency_unavailable` when nobody can tell now */
  async authenticate(headers: { authorization?: string; 'x-api-key'?: string | string[] }): Promise<Caller> {
    const apiKey = headers['x-api-key'];
    if (typeof apiKey === 'string') return this.byApiKey(apiKey);
    const match = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(headers.authorization ?? '');
    const credential = match?.[1];
    if (!credential) throw new AppError('unauthenticated');
    if (credential.startsWith('sk_')) return this.byApiKey(credential);
    const caller = await this.tokens.verify(credential);
    if (caller.sessionId && this.revocations.isRevoked(caller.sessionId)) throw new AppError('unauthenticated');
    return caller;
  }

  private async byApiKey(apiKey: string): Promise<Caller> {
    if (!KEY_PATTERN.test(apiKey)) throw new AppError('unauthenticated');
    let known = this.keys.get(apiKey);
    if (!known || known.untilMs < performance.now()) {
      if (this.keys.size >= CACHE_MAX) this.keys.clear();
      known = { caller: await this.apiKeys.find(apiKey), untilMs: performance.now() + CACHE_MS };
      this.keys.set(apiKey, known);
    }
    if (!known.caller) throw new AppError('unauthenticated');
    return known.caller;
  }
}
