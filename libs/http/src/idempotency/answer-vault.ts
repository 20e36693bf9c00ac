import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals stored answers that carry tokens or keys, so that a copy of the database gives none of them away (promise 52). */
export class AnswerVault {
  private readonly key: Buffer;
  private readonly fingerprintKey: Buffer;

  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'stored-answers', 32));
    this.fingerprintKey = Buffer.from(hkdfSync('sha256', secret, '', 'request-fingerprints', 32));
  }

  /** Keyed: bodies hold passwords and cards, and a bare hash of so few possibilities can be guessed. */
  fingerprint(request: string, rawBody: Buffer | undefined): Buffer {
    return createHmac('sha256', this.fingerprintKey)
      .update(`${request}\n`)
      .update(rawBody ?? '')
      .digest();
  }

  seal(answer: Buffer): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    return Buffer.concat([iv, cipher.update(answer), cipher.final(), cipher.getAuthTag()]);
  }

  open(sealed: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, IV_BYTES));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  }
}
