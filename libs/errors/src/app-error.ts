import { ERRORS, type ErrorCode } from './error-table';

/** Facts that fill the `{placeholders}` of an error's sentence. Never secrets, card data or another customer's data. */
export type ErrorFacts = Readonly<Record<string, unknown>>;

/** One refused member of a request body, as it appears in `details.fields`. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/** A refusal that a client may read. Its kind (and so its HTTP status) comes from the error table. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly facts: ErrorFacts = {},
    readonly fields?: readonly FieldError[],
  ) {
    super(sentenceFor(code, facts));
    this.name = 'AppError';
  }
}

/** One member of a request that does not do. */
export function invalidField(field: string, code: string, message: string): AppError {
  return new AppError('validation_failed', {}, [{ field, code, message }]);
}

/** A state the code promises can never be. It is a bug: clients see a bare 500, the log sees the message. */
export class InvariantBroken extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InvariantBroken';
  }
}

function sentenceFor(code: ErrorCode, facts: ErrorFacts): string {
  return ERRORS[code].sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
}
