export type { CapturedPayment, MoneyReturn, Movement } from './captured-payment';
export type { ChargedPayment, ClaimedAnswer, PaymentFlag, Verdict } from './charged-payment';
export { resultEventId } from './result-message';
export { judgeOutcome, neverCharged } from './use-cases/judge-outcome';
export { RecordMany, type PreparedOutcome } from './use-cases/record-many';
export { RecordOddCapture, type OddCaptureResult } from './use-cases/record-odd-capture';
export { RecordReturn } from './use-cases/record-return';
export { RecordTransaction } from './use-cases/record-transaction';
export { ResolveDifferentAmount } from './use-cases/resolve-different-amount';
