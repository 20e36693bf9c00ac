import { presentError } from '@libs/http';
import type { ErrorCode } from '@libs/errors';
import type { WireAnswer } from '../key-claim';

/** Any refusal as bytes, the way the platform writes it. */
export function refusal(error: unknown, requestId: string): WireAnswer & { code: ErrorCode } {
  const { status, code, body } = presentError(error, requestId);
  return { status, code, body: Buffer.from(JSON.stringify(body)) };
}
