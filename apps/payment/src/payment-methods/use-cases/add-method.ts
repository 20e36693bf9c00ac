import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import type { SaveMethodOutcome } from '../../gateways/gateway';
import type { KeyClaim, WireAnswer } from '../../key-claims/key-claims.api';
import type { CardSource, MethodDraft, PaymentMethod } from '../payment-method';
import { ActivateMethod } from './activate-method';
import { ChangeMethods } from './change-methods';
import { DraftMethods } from './draft-methods';
import { SaveAtGateway } from './save-at-gateway';

export interface AddMethodCommand {
  accountId: string;
  source: CardSource;
  makeDefault: boolean | undefined;
  claim: KeyClaim | undefined;
  /** The bytes of the answer: the method, or the decline. */
  present: { saved: (method: PaymentMethod) => WireAnswer; declined: (code: string) => WireAnswer };
}

/** Whatever happens, the client hears something by then. */
const ANSWER_WITHIN_MS = 9_500;
/** Of that, left for writing down what the gateway said. */
const RECORDING_MS = 1_000;

/**
 * Saves a card by three recovery points: the draft with the gateway's key, the gateway, the outcome. After a crash the
 * request's repetition goes on with the same draft and key; the gateway keeps one method however often it is asked.
 */
@Injectable()
export class AddMethod {
  constructor(
    private readonly drafts: DraftMethods,
    private readonly gateway: SaveAtGateway,
    private readonly activate: ActivateMethod,
    private readonly changeMethods: ChangeMethods,
  ) {}

  /** @throws AppError `idempotency_in_progress`, `gateway_unavailable`, and those of data that cannot be a card */
  async execute(command: AddMethodCommand): Promise<WireAnswer> {
    const { accountId, makeDefault, claim, present } = command;
    const deadlineMs = performance.now() + ANSWER_WITHIN_MS;
    const draft = await this.drafts.begin({ accountId, makeDefault, claim, gateway: this.gateway.gatewayName });
    const outcome = await this.ask(draft, command, deadlineMs - RECORDING_MS);
    if (outcome.status === 'declined') {
      const answer = present.declined(outcome.code);
      await this.drafts.end(draft, { status: 'declined', failureCode: outcome.code, answer });
      return answer;
    }
    const active = await this.activate.execute(draft, outcome, claim && { claim, present: present.saved });
    if (!active) throw new AppError('idempotency_in_progress', { retryAfterSeconds: 1 });
    await this.changeMethods.tell(active.change, deadlineMs - performance.now());
    return active.answer ?? present.saved(active.method);
  }

  private async ask(draft: MethodDraft, { source, claim }: AddMethodCommand, deadlineMs: number) {
    let outcome: SaveMethodOutcome | undefined;
    try {
      outcome = await this.gateway.save(draft, source, deadlineMs);
    } catch (error) {
      // What cannot be a card can not be one at the next try either.
      if (error instanceof AppError) await this.drafts.end(draft, { status: 'abandoned', failureCode: error.code });
      throw error;
    }
    if (outcome) return outcome;
    await this.drafts.letGo(draft, claim);
    throw new AppError('gateway_unavailable');
  }
}
