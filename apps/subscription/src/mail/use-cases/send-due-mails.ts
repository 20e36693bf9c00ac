import { Inject, Injectable } from '@nestjs/common';
import { logger } from '@libs/observability';
import { MAIL_TRANSPORT, type MailTransport } from '../mail';
import { MailApi } from '../mail.api';
import { MailRequestRepository, type DueMail } from '../persistence/mail-request.repository';

/** Sent side by side, each within the transport's 50 s: done before the minute of their claim is over. */
const BATCH = 10;
const ATTEMPTS_MAX = 8;
const FIRST_PAUSE_SECONDS = 30;

const log = logger('mail');

/** Composes and sends what was asked for; a mail that fails is tried again with growing pauses for about an hour. */
@Injectable()
export class SendDueMails {
  constructor(
    private readonly requests: MailRequestRepository,
    private readonly mail: MailApi,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport,
  ) {}

  /** Returns how many were due. */
  async run(): Promise<number> {
    const due = await this.requests.claim(BATCH);
    await Promise.all(due.map((request) => this.sendOne(request)));
    return due.length;
  }

  private async sendOne(request: DueMail): Promise<void> {
    const { id, template, user_id: userId, facts } = request;
    try {
      const mail = await this.mail.composerOf(template).compose({ template, userId, facts });
      if (mail) await this.transport.send(mail);
      await this.requests.sent(id);
    } catch (error) {
      const isLast = request.attempts >= ATTEMPTS_MAX;
      log.warn({ err: error, mailRequestId: id, template, isLast }, 'mail not sent');
      await this.requests.failed(id, isLast ? null : FIRST_PAUSE_SECONDS * 2 ** (request.attempts - 1));
    }
  }
}
