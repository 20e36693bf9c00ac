import type { Result } from '@libs/errors';
import { transition, type TransitionRefusal } from '../state-machine';
import { PAYMENT_TRANSITIONS, type PaymentStatus, type PaymentTrigger, type ReturnTrigger } from './payment.states';

/** What became of the money of a captured payment, all in minor units of its currency. */
export interface ReturnedMoney {
  readonly capturedMinor: bigint;
  /** Refunds that the gateway made; not those that are only asked for. */
  readonly refundedMinor: bigint;
  /** Disputes that were lost. */
  readonly chargedBackMinor: bigint;
  readonly openDisputes: number;
}

/** `refund_returned`: a refund that was made came back, because the card's account was closed, say. */
export type ReturnEvent = 'refunded' | 'refund_returned' | 'disputed' | 'dispute_won' | 'dispute_lost';

/**
 * The status of a payment after `event`, with `money` as it is afterwards: 29.99 captured and 10.00 of it refunded →
 * `partially_refunded`; a dispute of all of it opens → `disputed`; it is lost → `refunded`.
 */
export function statusAfterReturn(
  from: PaymentStatus,
  event: ReturnEvent,
  money: ReturnedMoney,
): Result<PaymentStatus, TransitionRefusal<PaymentStatus, PaymentTrigger>> {
  // Of several disputes the last one that closes decides.
  const trigger = money.openDisputes > 0 && from === 'disputed' ? 'disputed' : triggerOf(event, money);
  return transition<PaymentStatus, PaymentTrigger>(PAYMENT_TRANSITIONS, from, trigger);
}

/**
 * What may still be given back, in minor units: 29.99 captured, 10.00 refunded or on its way back → 19.99. Never
 * negative.
 */
export function refundableMinor(money: {
  capturedMinor: bigint;
  reservedMinor: bigint;
  chargedBackMinor: bigint;
}): bigint {
  const left = money.capturedMinor - money.reservedMinor - money.chargedBackMinor;
  return left > 0n ? left : 0n;
}

function triggerOf(event: ReturnEvent, money: ReturnedMoney): ReturnTrigger {
  const goneMinor = money.refundedMinor + money.chargedBackMinor;
  const isAllGone = goneMinor >= money.capturedMinor;
  const isNoneGone = goneMinor === 0n;
  switch (event) {
    case 'refunded':
      return isAllGone ? 'refunded_in_full' : 'refunded_in_part';
    case 'refund_returned':
      if (isNoneGone) return 'refund_returned';
      return isAllGone ? 'refund_returned_after_loss' : 'refund_returned_in_part';
    case 'disputed':
      return 'disputed';
    case 'dispute_won':
      if (isNoneGone) return 'dispute_won';
      return isAllGone ? 'dispute_won_after_full_refund' : 'dispute_won_after_refund';
    case 'dispute_lost':
      return isAllGone ? 'dispute_lost' : 'dispute_lost_in_part';
  }
}
