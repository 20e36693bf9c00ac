import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import type { MailAttachment } from '../mail';
import { MailboxRepository, type MailboxRow } from '../persistence/mailbox.repository';

@Injectable()
export class ReadMailbox {
  constructor(private readonly mailbox: MailboxRepository) {}

  /** Newest first. */
  async newest(limit: number, recipient?: string, beforeId?: string): Promise<MailboxRow[]> {
    return this.mailbox.newest(limit, recipient, beforeId);
  }

  /** @throws AppError `not_found` */
  async attachment(mailId: string, position: number): Promise<MailAttachment> {
    const file = await this.mailbox.attachment(mailId, position);
    if (!file) throw new AppError('not_found');
    return file;
  }
}
