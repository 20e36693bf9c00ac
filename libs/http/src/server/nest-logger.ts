import type { LoggerService } from '@nestjs/common';
import { logger } from '@libs/observability';

const log = logger('nest');

/** Nest's own messages as our JSON lines; its start-up chatter is debug. */
export class NestLogger implements LoggerService {
  log(message: unknown): void {
    log.debug(String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    if (message instanceof Error) log.error({ err: message }, 'unexpected error');
    else log.error({ detail: rest.map(String)[0] }, String(message));
  }
  warn(message: unknown): void {
    log.warn(String(message));
  }
  debug(message: unknown): void {
    log.debug(String(message));
  }
  verbose(message: unknown): void {
    log.trace(String(message));
  }
}
