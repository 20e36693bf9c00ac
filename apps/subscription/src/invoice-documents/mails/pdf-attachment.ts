import type { MailAttachment } from '../../mail/mail.api';

/** A document beside a mail. */
export function pdfOf({ fileName, pdf }: { readonly fileName: string; readonly pdf: Buffer }): MailAttachment {
  return { fileName, contentType: 'application/pdf', content: pdf };
}
