import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { MailView } from '@libs/dto';
import { Endpoint, IntegerParam, PageQuery, pageOf, readCursor, UuidParam, type AppReply } from '@libs/http';
import { ReadMailbox } from '../use-cases/read-mailbox';

class MailboxQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Only mails to this address' })
  @IsOptional()
  @IsString()
  @MaxLength(254)
  to?: string;
}

type Mailed = Awaited<ReturnType<ReadMailbox['newest']>>[number];

const PAGE_MAILS = 50;

/** The mailbox of development; not there where mail goes out by SMTP. */
@ApiTags('Development')
@Controller('dev/mailbox')
export class MailboxController {
  constructor(private readonly mailbox: ReadMailbox) {}

  @Get()
  @ApiExcludeEndpoint()
  @Endpoint({ operation: 'mailbox.read', summary: 'The mailbox as a page' })
  async page(@Res() reply: AppReply): Promise<void> {
    const mails = await this.mailbox.newest(PAGE_MAILS);
    void reply.type('text/html; charset=utf-8').send(pageHtml(mails));
  }

  @Get('messages')
  @Endpoint({
    operation: 'mailbox.read',
    summary: 'Mails sent in development',
    answer: { page: MailView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async messages(@Query() query: MailboxQuery) {
    const rows = await this.mailbox.newest(query.limit + 1, query.to, readCursor(query.cursor));
    return pageOf(rows, query.limit, (row) => row.id, mailView);
  }

  @Get('messages/:id/attachments/:position')
  @Endpoint({
    operation: 'mailbox.read',
    summary: 'A file that came with a mail',
    file: 'application/octet-stream',
    errors: ['not_found'],
  })
  async attachment(
    @Param('id', UuidParam) id: string,
    @Param('position', IntegerParam) position: number,
    @Res({ passthrough: true }) reply: AppReply,
  ): Promise<Buffer> {
    const { contentType, fileName, content } = await this.mailbox.attachment(id, position);
    void reply.type(contentType).header('content-disposition', `inline; filename="${fileName}"`);
    return content;
  }
}

function mailView(row: Mailed): MailView {
  const { id, recipient: to, subject, body: text, sent_at: sentAt } = row;
  const attachments = row.attachments.map(({ file_name, content_type, size_bytes, position }) => {
    return { file_name, content_type, size_bytes, url: attachmentUrl(id, position) };
  });
  return { id, to, subject, text, sent_at: sentAt.toISOString(), attachments };
}

function attachmentUrl(mailId: string, position: number): string {
  return `/dev/mailbox/messages/${mailId}/attachments/${position}`;
}

function attachmentHtml(mail: Mailed): string {
  const links = mail.attachments.map(
    ({ file_name, position }) => `<a href="${attachmentUrl(mail.id, position)}">${escapeHtml(file_name)}</a>`,
  );
  return links.length === 0 ? '' : `<p>${links.join(', ')}</p>`;
}

function pageHtml(mails: readonly Mailed[]): string {
  const items = mails.map(
    (
      mail,
    ) => `<article><h2>${escapeHtml(mail.subject)}</h2><p>to ${escapeHtml(mail.recipient)}, ${mail.sent_at.toISOString()}</p>
      <pre>${escapeHtml(mail.body)}</pre>${attachmentHtml(mail)}</article>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Development mailbox</title>
    <style>body{font:16px/1.5 system-ui;max-width:48rem;margin:2rem auto;padding:0 1rem}article{border:1px solid #ccc;border-radius:8px;
    padding:.5rem 1rem;margin:1rem 0}h2{font-size:1.1rem;margin:.25rem 0}pre{white-space:pre-wrap;background:#f6f6f6;padding:.75rem}</style>
    <h1>Development mailbox</h1>${items.join('') || '<p>No mail yet.</p>'}</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
