import { Injectable } from '@nestjs/common';
import { AnswerByKey, KeyedRequests, type KeyClaim, type Repetition } from '../../key-claims/key-claims.api';
import { RepeatAnswer } from '../use-cases/repeat-answer';
import { presenter } from './payment-answers';

/** `Idempotency-Key` on payments: a key without an answer says what its payment says. */
@Injectable()
export class PaymentIdempotencyInterceptor extends KeyedRequests {
  constructor(
    keys: AnswerByKey,
    private readonly answers: RepeatAnswer,
  ) {
    super(keys);
  }

  protected override find(claim: KeyClaim, requestId: string): Promise<Repetition> {
    return this.answers.find(claim, presenter(requestId));
  }
}
