import type { ReconciliationReportView } from '@libs/dto';
import type { PaymentWorld } from './payment-world';

export interface AnsweredRun {
  status: number;
  body: { data: ReconciliationReportView; details: { code: string } };
}

/** POST /v1/reconciliation/runs as staff. */
export async function reconcile(
  world: PaymentWorld,
  body: object = {},
  headers: Record<string, string> = {},
): Promise<AnsweredRun> {
  const answer = await world.app.inject({ method: 'POST', url: '/v1/reconciliation/runs', payload: body, headers });
  return { status: answer.statusCode, body: answer.json() };
}
