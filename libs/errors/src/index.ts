export { AppError, invalidField, InvariantBroken, type FieldError } from './app-error';
export { ERRORS, STATUS_BY_KIND, statusOf, type ErrorCode } from './error-table';
export { ok, refuse, type Result } from './result';
