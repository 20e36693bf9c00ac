import { createTransport, type Transporter } from 'nodemailer';
import type { Mail, MailTransport } from '../mail';

/** How long a mail server may take: for each answer, and for all of a mail, which ends before the claim on it does. */
const LIMITS = { answerMs: 10_000, mailMs: 50_000 };

export class SmtpTransport implements MailTransport {
  private readonly transporter: Transporter;

  constructor(
    url: string,
    private readonly from: string,
    private readonly limits = LIMITS,
  ) {
    const { answerMs } = limits;
    // Beside the address: as a second argument they would be defaults of messages and no limits.
    const options = { url, connectionTimeout: answerMs, greetingTimeout: answerMs, socketTimeout: answerMs };
    this.transporter = createTransport(options);
  }

  /** @throws Error of the mail server, or that it took too long */
  async send(mail: Mail): Promise<void> {
    const { to, subject, text, attachments = [] } = mail;
    const files = attachments.map(({ fileName, contentType, content }) => ({
      filename: fileName,
      contentType,
      content,
    }));
    const sent = this.transporter.sendMail({ from: this.from, to, subject, text, attachments: files });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the mail server took too long')), this.limits.mailMs);
    });
    await Promise.race([sent, late]).finally(() => clearTimeout(timer));
  }
}
