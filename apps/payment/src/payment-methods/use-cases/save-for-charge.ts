import { Injectable } from '@nestjs/common';
import { logger } from '@libs/observability';
import type { MethodReference } from '../../gateways/gateway';
import type { CardSource } from '../payment-method';
import { LeftMethodRepository } from '../persistence/left-method.repository';
import { ActivateMethod } from './activate-method';
import { ChangeMethods } from './change-methods';
import { DraftMethods } from './draft-methods';
import { SaveAtGateway } from './save-at-gateway';

const log = logger('payment-methods');

export interface CardOfCharge {
  accountId: string;
  paymentId: string;
  /** The payment was written down with it. */
  methodId: string;
  source: CardSource;
  /** Of `performance.now()`. */
  deadlineMs: number;
}

export type SavedForCharge =
  | { kind: 'saved'; method: MethodReference }
  | { kind: 'declined'; code: string }
  /** The gateway came to no end. Nothing was charged, and nothing is kept. */
  | { kind: 'unavailable' };

/** Saves a card that is charged right after, and keeps it only when that charge is not declined. */
@Injectable()
export class SaveForCharge {
  constructor(
    private readonly drafts: DraftMethods,
    private readonly stored: LeftMethodRepository,
    private readonly gateway: SaveAtGateway,
    private readonly activate: ActivateMethod,
    private readonly changeMethods: ChangeMethods,
  ) {}

  /** @throws AppError for data that cannot be a card or a token */
  async save({ accountId, paymentId, methodId, source, deadlineMs }: CardOfCharge): Promise<SavedForCharge> {
    const draft = await this.drafts.begin({
      accountId,
      makeDefault: undefined,
      claim: undefined,
      gateway: this.gateway.gatewayName,
      charge: { paymentId, methodId },
    });
    const outcome = await this.gateway.save(draft, source, deadlineMs);
    if (!outcome) return { kind: 'unavailable' };
    if (outcome.status === 'declined') return { kind: 'declined', code: outcome.code };
    await this.stored.note(methodId, outcome);
    return { kind: 'saved', method: outcome };
  }

  /** What the charge has decided. Trouble here is the worker's to repair: the draft and its charge are on disk. */
  async settle(methodId: string, isCharged: boolean): Promise<void> {
    const noted = await this.stored.findNoted(methodId);
    if (!noted) return;
    const { draft, saved } = noted;
    if (!isCharged || !saved) return this.drafts.end(draft, { status: 'declined' });
    const active = await this.activate.execute(draft, saved);
    if (active) await this.changeMethods.tell(active.change);
  }

  /** As `settle`, for a caller that has an answer to give and must not fail. */
  async settleQuietly(methodId: string, isCharged: boolean): Promise<void> {
    try {
      await this.settle(methodId, isCharged);
    } catch (error) {
      log.error({ methodId, err: error }, 'a card that was charged is not settled yet; a worker tries again');
    }
  }
}
