/** What PostgreSQL's driver tells about the place of an error, and never its values. */
const PLACES = ['code', 'constraint', 'table', 'column', 'routine'] as const;

interface LoggableError extends Partial<Record<(typeof PLACES)[number], string>> {
  type: string;
  message?: string;
  stack?: string | undefined;
  cause?: LoggableError;
}

/**
 * An error as a log line shows it: its class, message, stack and place. Nothing else that somebody hung on it: TypeORM
 * keeps the statement with its parameters there, PostgreSQL the row it refused. The message of a driver's error may
 * quote values as well, so of those only the frames of the stack are kept (promises 51 and 52).
 */
export function loggableError(error: unknown): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error };
  const driver = (error as { driverError?: unknown }).driverError ?? error;
  const isDriverError = driver !== error || 'severity' in error;
  const places = PLACES.flatMap((name) => {
    const value = (driver as Record<string, unknown>)[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    ...(isDriverError ? {} : { message: error.message }),
    ...Object.fromEntries(places),
    stack: isDriverError ? framesOf(error) : error.stack,
    ...(error.cause instanceof Error ? { cause: loggableError(error.cause) } : {}),
  };
}

function framesOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
