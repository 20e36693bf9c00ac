import { Injectable } from '@nestjs/common';
import { InvariantBroken } from '@libs/errors';
import { Database, newId } from '@libs/persistence';
import type { MailComposer, MailRequest } from './mail';

export type { Mail, MailComposer, MailRequest } from './mail';

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
    await this.database.query(`INSERT INTO mail_request (id, template, user_id, facts) VALUES ($1, $2, $3, $4)`, [
      newId(),
      request.template,
      request.userId,
      JSON.stringify(request.facts ?? {}),
    ]);
  }
}
