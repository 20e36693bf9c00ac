import { Injectable } from '@nestjs/common';
import { Database, newId } from '@libs/persistence';
import type { Mail, MailAttachment } from '../mail';

export interface MailboxRow {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  sent_at: Date;
  attachments: { position: number; file_name: string; content_type: string; size_bytes: number }[];
}

/** Where development's mails land. Empty in production, where mail goes out by SMTP. */
@Injectable()
export class MailboxRepository {
  constructor(private readonly database: Database) {}

  async add(mail: Mail): Promise<void> {
    const { to, subject, text, attachments = [] } = mail;
    await this.database.query(
      `WITH mail AS (
         INSERT INTO development_mail (id, recipient, subject, body) VALUES ($1, $2, $3, $4) RETURNING id)
       INSERT INTO development_mail_attachment (mail_id, position, file_name, content_type, content)
       SELECT mail.id, file.position, file.name, file.type, file.content FROM mail,
         unnest($5::text[], $6::text[], $7::bytea[]) WITH ORDINALITY AS file(name, type, content, position)`,
      [
        newId(),
        to,
        subject,
        text,
        attachments.map(({ fileName }) => fileName),
        attachments.map(({ contentType }) => contentType),
        attachments.map(({ content }) => content),
      ],
    );
  }

  async newest(limit: number, recipient?: string, beforeId?: string): Promise<MailboxRow[]> {
    return this.database.query<MailboxRow>(
      `SELECT id, recipient, subject, body, sent_at, coalesce((
         SELECT json_agg(json_build_object('position', position, 'file_name', file_name, 'content_type', content_type,
                                           'size_bytes', length(content)) ORDER BY position)
         FROM development_mail_attachment WHERE mail_id = id), '[]') AS attachments
       FROM development_mail
       WHERE ($2::text IS NULL OR recipient = $2) AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $1`,
      [limit, recipient ?? null, beforeId ?? null],
    );
  }

  async attachment(mailId: string, position: number): Promise<MailAttachment | undefined> {
    const [file] = await this.database.query<MailAttachment>(
      `SELECT file_name AS "fileName", content_type AS "contentType", content FROM development_mail_attachment
       WHERE mail_id = $1 AND position = $2`,
      [mailId, position],
    );
    return file;
  }
}
