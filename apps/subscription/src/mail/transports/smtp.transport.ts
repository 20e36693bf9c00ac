import { createTransport, type Transporter } from 'nodemailer';
import type { Mail, MailTransport } from '../mail';

const TIMEOUT_MS = 10_000;

export class SmtpTransport implements MailTransport {
  private readonly transporter: Transporter;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
    this.transporter = createTransport(url, timeouts as object);
  }

  async send(mail: Mail): Promise<void> {
    const { to, subject, text, attachments = [] } = mail;
    const files = attachments.map(({ fileName, contentType, content }) => ({
      filename: fileName,
      contentType,
      content,
    }));
    await this.transporter.sendMail({ from: this.from, to, subject, text, attachments: files });
  }
}
