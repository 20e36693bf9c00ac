import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RSA_BITS = 2048;

/** Makes the first key that signs tokens, if the folder has none; keys never lie in the repository. */
export function makeSigningKeyIfNone(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  if (readdirSync(directory).some((name) => name.endsWith('.pem'))) return;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: RSA_BITS });
  // Keys sort by age, and the random part keeps apart two that are made on one day.
  const keyId = `${new Date().toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(4).toString('hex')}`;
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(join(directory, `${keyId}.pem`), pem, { mode: 0o600 });
}
