import { hashOfSecret } from './secrets';

const REFRESH_TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/;

/** The session a refresh token names, and the hash of the secret that proves it; `undefined` for any other text. */
export function readRefreshToken(token: string): { sessionId: string; secretHash: Buffer } | undefined {
  const [, sessionId, secret] = REFRESH_TOKEN.exec(token) ?? [];
  return sessionId && secret ? { sessionId, secretHash: hashOfSecret(secret) } : undefined;
}

export const writeRefreshToken = (sessionId: string, secret: string): string => `${sessionId}.${secret}`;
