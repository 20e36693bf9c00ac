import type { ChargedPayment, Verdict } from '../../transactions/transactions.api';
import type { WireAnswer } from '../../key-claims/key-claims.api';

/** What a payment has come to, for the one who asked for it. */
export interface TakenPayment {
  readonly payment: ChargedPayment;
  readonly verdict: Pick<Verdict, 'status' | 'gatewayReference' | 'failureCode'>;
}

/** Makes the bytes of an answer, which are stored with the outcome when the request carried a key. */
export type PresentPayment = (taken: TakenPayment) => WireAnswer;
