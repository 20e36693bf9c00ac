import { Injectable } from '@nestjs/common';
import { Outbox } from '@libs/persistence';

/** Whether all messages of this service have left for their queues. */
@Injectable()
export class ReadOutbox {
  constructor(private readonly outbox: Outbox) {}

  async isEmpty(): Promise<boolean> {
    return !(await this.outbox.hasUnpublished());
  }
}
