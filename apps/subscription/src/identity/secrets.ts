import { createHash, randomBytes } from 'node:crypto';

/** 256 bits as text that fits an address. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret that has 256 bits of its own: no salt or slow hash can make it harder to guess. */
export const hashOfSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
