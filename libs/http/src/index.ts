export { AccessGuard, CurrentCaller, type AccessLimits, type SignedCallPolicy } from './access/access.guard';
export { Authenticator, type ApiKeySource, type SessionRevocations } from './access/authenticator';
export { accountFor, accountScope, type Caller } from './access/caller';
export { JwksKeySource } from './access/jwks-key-source';
export { RateLimit, type LimitRule } from './access/rate-limits';
export {
  accessOf,
  isStaff,
  OPERATIONS,
  ROLES,
  STAFF_ROLES,
  type Access,
  type Operation,
  type Role,
} from './access/roles';
export { TokenVerifier, type JsonWebKeySet, type KeySource } from './access/token-verifier';
export { HealthController } from './health/health.controller';
export { Health, type HealthCheck, type HealthReport } from './health/health';
export { AnswerVault } from './idempotency/answer-vault';
export { findAnswer, readIdempotencyKey, storeAnswer, type IdempotencyRequest } from './idempotency/idempotency-keys';
export { IdempotencyInterceptor } from './idempotency/idempotency.interceptor';
export { Finishers, Unfinished, type Finished, type Finisher } from './idempotency/unfinished';
export { Endpoint, type EndpointOptions } from './openapi/endpoint.decorator';
export { buildOpenApi, serveOpenApi } from './openapi/openapi';
export { csvLine } from './server/csv';
export { Answer, Page, presentError, successBody } from './server/envelope';
export { createHttpApplication, type HttpApplicationOptions } from './server/http-application';
export type { AppReply, AppRequest } from './server/request';
export { IntegerParam, integerIdOf, UuidParam, uuidOf } from './validation/path-id.pipe';
export { PageQuery, pageOf, readCursor, readIntegerCursor } from './validation/pagination';
export { DtoValidationPipe } from './validation/validation.pipe';
