/** A mail ready to go. Exists only between composing and sending: bodies may hold tokens. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  attachments?: readonly MailAttachment[] | undefined;
}

export interface MailAttachment {
  fileName: string;
  /** Media type. */
  contentType: string;
  content: Buffer;
}

export interface MailRequest {
  template: string;
  /** Whom to write to; `null` asks for nothing (a reset for an unknown e-mail) and costs the same. */
  userId: number | null;
  facts?: Readonly<Record<string, string>>;
  /** Somebody sits there and waits for it: it goes before the thousands of a billing run. */
  isAwaited?: boolean;
}

/** Each feature composes its own mails, at the moment of sending; `undefined` when there is nobody to write to any more. */
export interface MailComposer {
  readonly template: string;
  compose(request: MailRequest): Promise<Mail | undefined>;
}

/** SMTP, or the mailbox of development. */
export interface MailTransport {
  send(mail: Mail): Promise<void>;
}

export const MAIL_TRANSPORT = Symbol('mail transport');
