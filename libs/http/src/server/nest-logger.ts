import type { LoggerService } from '@nestjs/common';
import { logger } from '@libs/observability';

const log = logger('nest');

/** Nest's own messages as our JSON lines; its start-up chatter is debug. */
export class NestLogger implements LoggerService {
  log(message: unknown): void {
    log.debug(String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    const error =
      message instanceof Error ? { type: message.name, stack: message.stack } : { detail: rest.map(String)[0] };
    log.error(error, message instanceof Error ? message.message : String(message));
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
