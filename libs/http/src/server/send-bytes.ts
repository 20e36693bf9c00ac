import { metrics } from '@libs/observability';
import type { AppReply } from './request';

/** An answer as it leaves, and as its key answers again. */
export interface AnswerBytes {
  readonly status: number;
  readonly body: Buffer;
}

/** Answers with bytes that are ready; a refusal among them counts as one, also when it is replayed. */
export function sendBytes(reply: AppReply, { status, body }: AnswerBytes): Buffer {
  if (status >= 400) countRefusal(reply, status, codeOf(body));
  void reply.status(status).type('application/json; charset=utf-8');
  return body;
}

export function countRefusal(reply: AppReply, status: number, code: string): void {
  metrics.apiErrors.inc({ route: reply.request?.routeOptions?.url ?? 'unmatched', status, code });
}

function codeOf(body: Buffer): string {
  const { details } = JSON.parse(body.toString()) as { details?: { code?: string } };
  return details?.code ?? 'unknown';
}
