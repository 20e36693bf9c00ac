import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { newId } from '@libs/persistence';
import type { KeyClaim } from '../../key-claims/key-claims.api';
import { GatewayLimits } from '../../gateway-limits';
import type { MethodDraft } from '../payment-method';
import { MethodDraftRepository, type DraftEnding } from '../persistence/method-draft.repository';

export interface WantedMethod {
  accountId: string;
  makeDefault: boolean | undefined;
  claim: KeyClaim | undefined;
  gateway: string;
  /** The charge that decides whether the card is kept, and the id that it knows the method by already. */
  charge?: { paymentId: string; methodId: string };
}

/** First recovery point of a method: the draft and its key for the gateway are on disk before the gateway hears of them. */
@Injectable()
export class DraftMethods {
  constructor(
    private readonly drafts: MethodDraftRepository,
    private readonly limits: GatewayLimits,
    @Inject(BILLING_CLOCK) private readonly billingClock: BillingClock,
    @Inject(REAL_CLOCK) private readonly realClock: RealClock,
  ) {}

  /**
   * A new draft, or the one that an earlier request with this key has left behind.
   * @throws AppError `idempotency_in_progress` when the key is taken: its request is running, or has its answer
   */
  async begin({ charge, ...wanted }: WantedMethod): Promise<MethodDraft> {
    const now = this.realClock.now();
    // What is charged right after is busy while its payment is, and is a worker's as soon as that has an outcome.
    const busyUntil = charge ? now : now.plusMilliseconds(this.limits.abandonedAfterMs);
    const draft = await this.drafts.begin({
      ...wanted,
      id: charge?.methodId ?? newId(),
      paymentId: charge?.paymentId,
      createdAt: this.billingClock.now(),
      busyUntil,
    });
    if (draft) return draft;
    const left = wanted.claim && (await this.drafts.takeOver(wanted.claim, now, busyUntil));
    if (!left) throw new AppError('idempotency_in_progress', { retryAfterSeconds: 1 });
    return left;
  }

  /** Nobody works on it any more. With a key it waits for the request's repetition, without one it is over. */
  async letGo(draft: MethodDraft, claim: KeyClaim | undefined): Promise<void> {
    if (claim) await this.drafts.letGo(draft.id, this.realClock.now());
    else await this.drafts.end(draft.id, { status: 'abandoned' });
  }

  async end(draft: MethodDraft, ending: DraftEnding): Promise<void> {
    await this.drafts.end(draft.id, ending);
  }
}
