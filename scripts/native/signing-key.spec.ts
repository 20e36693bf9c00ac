import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSigningKeyIfNone } from './signing-key';

const home = mkdtempSync(join(tmpdir(), 'jwt-keys-'));
const folder = { signingKeys: join(home, 'keys') };
afterAll(() => rmSync(home, { recursive: true }));

describe('the key that signs tokens', () => {
  it('is made once, and nobody else may read it', () => {
    makeSigningKeyIfNone(folder.signingKeys);
    const [first] = readdirSync(folder.signingKeys);
    makeSigningKeyIfNone(folder.signingKeys);
    expect(readdirSync(folder.signingKeys)).toEqual([first]);
    expect(first).toMatch(/^\d{8}-[0-9a-f]{8}\.pem$/);
    expect(statSync(join(folder.signingKeys, first!)).mode & 0o777).toBe(0o600);
    expect(statSync(folder.signingKeys).mode & 0o777).toBe(0o700);
  });
});
