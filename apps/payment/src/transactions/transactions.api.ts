export type { ChargedPayment, ClaimedAnswer, PaymentFlag, Verdict } from './charged-payment';
export { judgeOutcome, neverCharged } from './use-cases/judge-outcome';
export { RecordTransaction, resultEventId } from './use-cases/record-transaction';
