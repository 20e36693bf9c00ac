import pino, { type ChildLoggerOptions, type Logger } from 'pino';
import { loggableError } from './loggable-error';
import { currentContext } from './request-context';

/** Members that must never reach a log line, wherever a careless caller puts them (promises 51 and 52). */
const SECRET_MEMBERS = [
  'password',
  'new_password',
  'card_number',
  'card_cvv',
  'card_expiry',
  'number',
  'cvc',
  'token',
  'access_token',
  'refresh_token',
  'payment_token',
  'secret',
  'authorization',
  'cookie',
];

const root = pino({
  level: 'info',
  base: undefined,
  messageKey: 'event',
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: loggableError },
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: SECRET_MEMBERS.flatMap((member) => [member, `*.${member}`]), censor: '[redacted]' },
  mixin: () => {
    const context = currentContext();
    return context ? { request_id: context.requestId, actor: context.actor } : {};
  },
});

let settings: { service?: string; level: string } = { level: 'info' };
const made = new Map<string, Logger>();

/** Called once at the start of a process; loggers made before follow. */
export function configureLogging(options: { service: string; level: string }): void {
  settings = options;
  for (const logger of made.values()) {
    logger.level = options.level;
    logger.setBindings({ service: options.service });
  }
}

/**
 * Called once at the start of a process: what nobody caught ends it, as ever, but with a line like all others. Node's own
 * words would quote whatever hangs on the error.
 */
export function logLastWords(): void {
  process.on('uncaughtException', (error) => {
    logger('process').fatal({ err: error }, 'the process dies of an error');
    process.exit(1);
  });
}

/**
 * For the one line of each request, whose members are a fixed few and hold nothing secret: looking for secrets in them
 * would cost more than writing them.
 */
export function requestLogger(name: string): Logger {
  return logger(name, { redact: [] });
}

/** A structured logger: `logger('collection').info({ invoiceId }, 'payment requested')`, one JSON object a line. */
export function logger(name: string, options: ChildLoggerOptions = {}): Logger {
  const known = made.get(name);
  if (known) return known;
  const child = root.child({ name, ...(settings.service ? { service: settings.service } : {}) }, options);
  child.level = settings.level;
  made.set(name, child);
  return child;
}
