import { Injectable } from '@nestjs/common';
import { InvariantBroken } from '@libs/errors';
import { type CopyTarget, Database, newId } from '@libs/persistence';
import type { MailComposer, MailRequest } from './mail';

export type { Mail, MailAttachment, MailComposer, MailRequest } from './mail';
export { MailTemplates } from './templates/mail-templates';

const REQUESTS: CopyTarget<MailRequest> = {
  into: 'mail_request (id, template, user_id, facts, is_awaited)',
  row: ({ template, userId, facts, isAwaited }) => [
    newId(),
    template,
    userId,
    JSON.stringify(facts ?? {}),
    isAwaited ?? false,
  ],
};

/** Asks for mails. The worker composes and sends them after the commit of the request. */
@Injectable()
export class MailApi {
  private readonly composers = new Map<string, MailComposer>();

  constructor(private readonly database: Database) {}

  /** Called by each feature at start for its own templates. */
  register(composer: MailComposer): void {
    this.composers.set(composer.template, composer);
  }

  composerOf(template: string): MailComposer {
    const composer = this.composers.get(template);
    if (!composer) throw new InvariantBroken(`nobody composes ${template}`);
    return composer;
  }

  /** Joins the caller's transaction. */
  async request(request: MailRequest): Promise<void> {
    await this.requestMany([request]);
  }

  /** The same for many mails at once. */
  async requestMany(requests: readonly MailRequest[]): Promise<void> {
    await this.database.copy(REQUESTS, requests);
  }
}
