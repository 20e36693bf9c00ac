import { createHmac, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Turns card numbers and request bodies into fingerprints, so that equal ones are recognized and none is kept. */
export class CardVault {
  private constructor(private readonly secret: Buffer) {}

  /** The secret is made at the first start and stays with the data. */
  static async open(dataDirectory: string): Promise<CardVault> {
    const path = join(dataDirectory, 'fingerprint.key');
    const stored = await readFile(path).catch(() => undefined);
    if (stored?.length === 32) return new CardVault(stored);
    const secret = randomBytes(32);
    await writeFile(path, secret, { mode: 0o600 });
    return new CardVault(secret);
  }

  fingerprint(text: string): string {
    return createHmac('sha256', this.secret).update(text).digest('base64url').slice(0, 22);
  }
}
