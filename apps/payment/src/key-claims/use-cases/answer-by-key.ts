import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import type { KeyClaim, Repetition, WireAnswer } from '../key-claim';
import { KeyClaimRepository } from '../persistence/key-claim.repository';

/** What a key says to a request that was refused: usually because its own first try was not. */
@Injectable()
export class AnswerByKey {
  constructor(private readonly claims: KeyClaimRepository) {}

  /**
   * The answer of the key's first request, if there was one; `fresh` when the key was never used.
   * @throws AppError `idempotency_key_reused`, `idempotency_in_progress`
   */
  async find(claim: KeyClaim): Promise<Repetition> {
    const stored = await this.claims.find(claim);
    if (!stored) return { kind: 'fresh' };
    if (!stored.fingerprint.equals(claim.fingerprint)) throw new AppError('idempotency_key_reused');
    if (!stored.answer) throw new AppError('idempotency_in_progress', { retryAfterSeconds: 1 });
    return { kind: 'replay', answer: stored.answer };
  }

  /** Keeps a refusal that another try would meet again, so that the key answers alike; returns what it answers. */
  async keepRefusal(claim: KeyClaim, answer: WireAnswer): Promise<WireAnswer> {
    return this.claims.store(claim, answer);
  }

  /** True when a claim of more than a day ago was in the way, and is not any more. */
  async forgetExpired(claim: KeyClaim): Promise<boolean> {
    return this.claims.expire(claim);
  }
}
