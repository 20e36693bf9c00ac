import { Injectable } from '@nestjs/common';
import { logger } from '@libs/observability';
import { OldRowsRepository } from '../persistence/old-rows.repository';

const log = logger('housekeeping');

/** Deletes what only had to be remembered for a while. */
@Injectable()
export class ForgetOldRows {
  constructor(private readonly rows: OldRowsRepository) {}

  async run(): Promise<void> {
    const idempotencyKeys = await this.rows.deleteIdempotencyKeys();
    const consumedMessages = await this.rows.deleteConsumedMessages();
    log.info({ idempotency_keys: idempotencyKeys, consumed_messages: consumedMessages }, 'old rows deleted');
  }
}
