import { presentError, type AppReply } from '@libs/http';
import type { ErrorCode } from '@libs/errors';
import type { WireAnswer } from '../key-claim';

/** Any refusal as bytes, the way the platform writes it. */
export function refusal(error: unknown, requestId: string): WireAnswer & { code: ErrorCode } {
  const { status, code, body } = presentError(error, requestId);
  return { status, code, body: Buffer.from(JSON.stringify(body)) };
}

export function sendBytes(reply: AppReply, answer: WireAnswer): Buffer {
  void reply.status(answer.status).type('application/json; charset=utf-8');
  return answer.body;
}
