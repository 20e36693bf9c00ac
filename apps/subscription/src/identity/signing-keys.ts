import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InvariantBroken } from '@libs/errors';
import type { JsonWebKeySet, KeySource } from '@libs/http';

/**
 * RSA private keys from a folder of `<kid>.pem`. To rotate: add a file with a later name, restart; tokens signed with
 * the older key stay valid until they expire, after which its file can go.
 */
export class SigningKeys implements KeySource {
  private readonly keys: Map<string, KeyObject>;
  readonly kid: string;

  constructor(directory: string, signingKeyId?: string) {
    const files = readdirSync(directory)
      .filter((file) => file.endsWith('.pem'))
      .sort();
    this.keys = new Map(
      files.map((file) => [basename(file, '.pem'), createPrivateKey(readFileSync(join(directory, file)))]),
    );
    const kid = signingKeyId ?? [...this.keys.keys()].at(-1);
    if (kid === undefined || !this.keys.has(kid))
      throw new InvariantBroken(`no signing key ${kid ?? ''} in JWT_KEYS_DIRECTORY`);
    this.kid = kid;
  }

  get privateKey(): KeyObject {
    return this.keys.get(this.kid) as KeyObject;
  }

  async load(): Promise<JsonWebKeySet> {
    return this.publicSet();
  }

  publicSet(): JsonWebKeySet {
    const keys = [...this.keys].map(([kid, key]) => {
      const jwk = createPublicKey(key).export({ format: 'jwk' });
      return { ...jwk, kid, alg: 'RS256', use: 'sig' };
    });
    return { keys };
  }
}
