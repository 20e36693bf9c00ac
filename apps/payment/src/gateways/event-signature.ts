import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@libs/errors';

const TOLERANCE_SECONDS = 300;
const TIMESTAMP = /^\d{10}$/;
const SIGNATURE = /^[0-9a-f]{64}$/;

/**
 * Checks a `t=…,v1=…` header: HMAC-SHA256 over "<t>.<raw body>", any one of several v1 may fit (two secrets while
 * rotating), and t within 300 s of now on either side. Ours and not the SDK's, which lets future stamps and `17…abc` pass.
 * @param nowSeconds real time, unix seconds
 * @throws AppError `invalid_gateway_signature`
 */
export function verifyEventSignature(header: unknown, rawBody: Buffer, secret: string, nowSeconds: number): void {
  const members = typeof header === 'string' ? header.split(',').map((member) => member.trim()) : [];
  const valuesOf = (name: string) =>
    members.filter((member) => member.startsWith(`${name}=`)).map((member) => member.slice(name.length + 1));
  const [timestamp, ...others] = valuesOf('t');
  const isFresh =
    timestamp !== undefined &&
    others.length === 0 &&
    TIMESTAMP.test(timestamp) &&
    Math.abs(nowSeconds - Number(timestamp)) <= TOLERANCE_SECONDS;
  if (!isFresh) throw new AppError('invalid_gateway_signature');
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest();
  const fits = (candidate: string) =>
    SIGNATURE.test(candidate) && timingSafeEqual(Buffer.from(candidate, 'hex'), expected);
  if (!valuesOf('v1').some(fits)) throw new AppError('invalid_gateway_signature');
}
