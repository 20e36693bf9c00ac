/** PostgreSQL refused to run transactions side by side; running the work again is the documented cure. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** A unique index refused a row; `constraint` names the index. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (codeOf(error) !== '23505') return false;
  return constraint === undefined || (driverError(error) as { constraint?: string }).constraint === constraint;
}

const STATEMENT_CANCELED = '57014';
const UNAVAILABLE_CLASSES = ['08', '53', '57'];
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);
const DRIVER_TEXTS =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error|connection error and is not queryable/;

/** The server is away, full, frozen or shedding: the request may be repeated later, the caller did nothing wrong. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined && (SOCKET_CODES.has(code) || code === '55P03' || code === '25006')) return true;
  if (code?.length === 5 && UNAVAILABLE_CLASSES.includes(code.slice(0, 2))) return true;
  return error instanceof Error && DRIVER_TEXTS.test(error.message);
}

const NEVER_SENT = /trying to connect|due to connection timeout|is not queryable/;
const NEVER_REACHED = new Set(['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** The server was asked, and nobody heard what it said: what was to be written may be written. */
export function isAnswerLost(error: unknown): boolean {
  if (!isUnavailable(error)) return false;
  const code = codeOf(error);
  if (code === undefined) return !NEVER_SENT.test((error as Error).message);
  if (SOCKET_CODES.has(code)) return !NEVER_REACHED.has(code);
  return code.startsWith('08') || (code.startsWith('57') && code !== STATEMENT_CANCELED);
}

/** The server itself, not what it was asked: another message would have fared no better. */
export function isServerAway(error: unknown): boolean {
  return isUnavailable(error) && codeOf(error) !== STATEMENT_CANCELED;
}

/** A value the column cannot hold (NUL, broken text, out of range): bad input that no validator caught. */
export function isInvalidInput(error: unknown): boolean {
  return codeOf(error)?.startsWith('22') ?? false;
}

function driverError(error: unknown): unknown {
  return (error as { driverError?: unknown } | null)?.driverError ?? error;
}

function codeOf(error: unknown): string | undefined {
  const code = (driverError(error) as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
