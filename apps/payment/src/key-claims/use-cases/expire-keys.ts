import { Injectable } from '@nestjs/common';
import { KeyClaimRepository } from '../persistence/key-claim.repository';

const BATCH = 1_000;

/** Idempotency-Keys answer for 24 hours; what is older is deleted, batch by batch. */
@Injectable()
export class ExpireKeys {
  constructor(private readonly keys: KeyClaimRepository) {}

  /** Returns how many there were, at most one batch. */
  async execute(): Promise<number> {
    return this.keys.expireAll(BATCH);
  }
}
