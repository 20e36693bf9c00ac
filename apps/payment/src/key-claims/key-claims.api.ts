export { KeyedRequests } from './http/keyed-requests.interceptor';
export { refusal } from './http/wire-answers';
export type { KeyClaim, Repetition, WireAnswer } from './key-claim';
export { KeyClaimRepository, type StoredClaim } from './persistence/key-claim.repository';
export { AnswerByKey } from './use-cases/answer-by-key';
export { ExpireKeys } from './use-cases/expire-keys';
