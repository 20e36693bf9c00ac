import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { JwtService } from '@nestjs/jwt';
import { AppError } from '@libs/errors';
import { wallClock } from '../server/wall-clock';
import { ROLES, type Role } from './roles';
import type { Caller } from './caller';

export interface JsonWebKeySet {
  keys: (JsonWebKey & { kid: string })[];
}

/** Where public keys come from: the folder of the service that signs, or its JWKS address. */
export interface KeySource {
  load(): Promise<JsonWebKeySet>;
}

interface AccessTokenClaims {
  sub: string;
  sid?: string;
  role: Role;
  account_id?: string;
  exp: number;
}

const CACHE_MAX = 20_000;
/** Between two readings of the key set, however many unknown key ids come in. */
const RELOAD_PAUSE_MS = 5_000;
const FAILED_RELOAD_PAUSE_MS = 1_000;

/** Verifies RS256 access tokens. Keys are found by `kid` in our own set only; `jku`, `jwk` and other algorithms are ignored (promise 40). */
export class TokenVerifier {
  private readonly jwt = new JwtService();
  private keys = new Map<string, KeyObject>();
  private nextReloadMs = Number.NEGATIVE_INFINITY;
  /** The last reading failed. */
  private isBlind = false;
  private reloading?: Promise<void> | undefined;
  private readonly verified = new Map<string, { caller: Caller; expiresAtMs: number }>();

  constructor(
    private readonly source: KeySource,
    private readonly expected: { issuer: string; audience: string },
  ) {}

  /** @throws AppError `unauthenticated` or `token_expired` */
  async verify(token: string): Promise<Caller> {
    const known = this.verified.get(token);
    if (known && known.expiresAtMs > wallClock.now().epochMilliseconds) return known.caller;
    if (known) this.verified.delete(token);
    const key = await this.keyFor(token);
    const claims = this.checked(token, key);
    const caller = toCaller(claims);
    if (this.verified.size >= CACHE_MAX) this.verified.clear();
    this.verified.set(token, { caller, expiresAtMs: claims.exp * 1000 });
    return caller;
  }

  private checked(token: string, key: KeyObject): AccessTokenClaims {
    try {
      return this.jwt.verify<AccessTokenClaims>(token, {
        // jsonwebtoken takes key objects; @nestjs/jwt types the member as text only.
        publicKey: key as unknown as string,
        algorithms: ['RS256'],
        issuer: this.expected.issuer,
        audience: this.expected.audience,
      });
    } catch (error) {
      throw new AppError((error as Error).name === 'TokenExpiredError' ? 'token_expired' : 'unauthenticated');
    }
  }

  private async keyFor(token: string): Promise<KeyObject> {
    const kid = kidOf(token);
    let key = this.keys.get(kid);
    if (!key && (this.reloading || performance.now() >= this.nextReloadMs)) {
      // A rotated key is unknown until the set is read again; a made-up kid must not make us read it every time. Who
      // comes meanwhile waits for the same reading: their keys may be good.
      this.reloading ??= this.reload().finally(() => (this.reloading = undefined));
      await this.reloading;
      key = this.keys.get(kid);
    }
    // The keys were not read when they were last asked for: this one may be good, and nobody can tell.
    if (!key) throw new AppError(this.isBlind ? 'dependency_unavailable' : 'unauthenticated');
    return key;
  }

  private async reload(): Promise<void> {
    try {
      const set = await this.source.load();
      this.keys = new Map(set.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk as never, format: 'jwk' })]));
      // A key that was withdrawn takes its tokens with it.
      this.verified.clear();
      this.nextReloadMs = performance.now() + RELOAD_PAUSE_MS;
      this.isBlind = false;
    } catch {
      this.nextReloadMs = performance.now() + FAILED_RELOAD_PAUSE_MS;
      this.isBlind = true;
    }
  }
}

function kidOf(token: string): string {
  try {
    const header = decodeProtectedHeader(token);
    if (header.alg !== 'RS256' || typeof header.kid !== 'string') throw new AppError('unauthenticated');
    decodeJwt(token);
    return header.kid;
  } catch {
    throw new AppError('unauthenticated');
  }
}

function toCaller(claims: AccessTokenClaims): Caller {
  const userId = Number(claims.sub);
  // The library takes a token without `exp` for one that never expires.
  if (typeof claims.exp !== 'number') throw new AppError('unauthenticated');
  if (!Number.isSafeInteger(userId) || !ROLES.includes(claims.role)) throw new AppError('unauthenticated');
  return { id: `user:${userId}`, role: claims.role, userId, accountId: claims.account_id, sessionId: claims.sid };
}
