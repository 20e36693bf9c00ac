export { AppError, InvariantBroken, type ErrorFacts, type FieldError } from './app-error';
export { ERRORS, STATUS_BY_KIND, statusOf, type ErrorCode, type ErrorKind } from './error-table';
export { ok, refuse, type Result } from './result';
