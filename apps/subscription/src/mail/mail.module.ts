import { Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { AccountsModule } from '../accounts/accounts.module';
import { AccountLetters } from './account-letters';
import { MailboxController } from './http/mailbox.controller';
import { MailLoop } from './jobs/mail.loop';
import { MAIL_TRANSPORT, type MailTransport } from './mail';
import { MailApi, MailTemplates } from './mail.api';
import { MailboxRepository } from './persistence/mailbox.repository';
import { MailRequestRepository } from './persistence/mail-request.repository';
import { MailboxTransport } from './transports/mailbox.transport';
import { SmtpTransport } from './transports/smtp.transport';
import { ReadMailbox } from './use-cases/read-mailbox';
import { SendDueMails } from './use-cases/send-due-mails';

@Module({
  imports: [AccountsModule],
  providers: [
    AccountLetters,
    MailApi,
    {
      provide: MailTemplates,
      useFactory: ({ mail }: Config) => new MailTemplates(mail.templateDirectories),
      inject: [CONFIG],
    },
  ],
  exports: [AccountLetters, MailApi, MailTemplates],
})
export class MailModule {}

/** In the worker, beside the features whose mails it sends. */
@Module({
  imports: [MailModule],
  providers: [
    MailLoop,
    SendDueMails,
    MailRequestRepository,
    MailboxRepository,
    { provide: MAIL_TRANSPORT, useFactory: transportOf, inject: [CONFIG, MailboxRepository] },
  ],
})
export class MailSendingModule {}

/** In the HTTP process of environments whose mails are kept instead of sent. */
@Module({})
export class MailboxModule {
  static register(config: Config): DynamicModule {
    const isOn = config.mail.transport === 'mailbox';
    return {
      module: MailboxModule,
      controllers: isOn ? [MailboxController] : [],
      providers: [ReadMailbox, MailboxRepository],
    };
  }
}

function transportOf({ mail }: Config, mailbox: MailboxRepository): MailTransport {
  return mail.transport === 'smtp' ? new SmtpTransport(mail.smtpUrl ?? '', mail.from) : new MailboxTransport(mailbox);
}
