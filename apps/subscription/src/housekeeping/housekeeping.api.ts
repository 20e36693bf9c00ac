import { Injectable } from '@nestjs/common';
import { ForgetOldRows } from './use-cases/forget-old-rows';

@Injectable()
export class HousekeepingApi {
  constructor(private readonly oldRows: ForgetOldRows) {}

  /** Idempotency keys after 24 hours, inbox rows after 30 days. */
  async forgetOldRows(): Promise<void> {
    await this.oldRows.run();
  }
}
