import type { Mail, MailTransport } from '../mail';
import type { MailboxRepository } from '../persistence/mailbox.repository';

/** Keeps mails where a developer can read them: GET /dev/mailbox. */
export class MailboxTransport implements MailTransport {
  constructor(private readonly mailbox: MailboxRepository) {}

  async send(mail: Mail): Promise<void> {
    await this.mailbox.add(mail);
  }
}
