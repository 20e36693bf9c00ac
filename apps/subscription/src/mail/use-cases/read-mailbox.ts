import { Injectable } from '@nestjs/common';
import { MailboxRepository, type MailboxRow } from '../persistence/mailbox.repository';

@Injectable()
export class ReadMailbox {
  constructor(private readonly mailbox: MailboxRepository) {}

  /** Newest first. */
  async newest(limit: number, recipient?: string, beforeId?: string): Promise<MailboxRow[]> {
    return this.mailbox.newest(limit, recipient, beforeId);
  }
}
