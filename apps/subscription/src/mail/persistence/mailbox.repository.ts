import { Injectable } from '@nestjs/common';
import { Database, newId } from '@libs/persistence';
import type { Mail } from '../mail';

export interface MailboxRow {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  sent_at: Date;
}

/** Where development's mails land. Empty in production, where mail goes out by SMTP. */
@Injectable()
export class MailboxRepository {
  constructor(private readonly database: Database) {}

  async add(mail: Mail): Promise<void> {
    await this.database.query(`INSERT INTO development_mail (id, recipient, subject, body) VALUES ($1, $2, $3, $4)`, [
      newId(),
      mail.to,
      mail.subject,
      mail.text,
    ]);
  }

  async newest(limit: number, recipient?: string, beforeId?: string): Promise<MailboxRow[]> {
    return this.database.query<MailboxRow>(
      `SELECT id, recipient, subject, body, sent_at FROM development_mail
       WHERE ($2::text IS NULL OR recipient = $2) AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $1`,
      [limit, recipient ?? null, beforeId ?? null],
    );
  }
}
