import { type Bench, type Scenario, WARM_UP_SECONDS, inTurns, profiling } from '../bench';
import { registerCallers } from '../callers';
import { httpLoad } from '../http-load';
import type { Line } from '../measurement';
import { prepareInvoices, testCard } from '../prepared-invoices';
import { recordCeiling, warmUp } from '../statement-ceiling';
import { measureJourney } from './journey';

const SERVICE = 'payment-service';
const CONNECTIONS = 32;
const CALLERS = 100;
/** More a second than this machine could pay; the rest stays due. */
const PER_SECOND_MAX = 5000;
/** Fractions of the statements alone: 1,200 and 3,000 of 8,400 a second. */
const GOALS = { required: 1.2 / 8.4, goal: 3 / 8.4 };

/** Paying an open invoice: key, lock, gateway (in the process), payment, transaction, outbox. Then the whole journey. */
export const paymentScenario: Scenario = {
  name: 'payment',
  async run(bench): Promise<Line[]> {
    await bench.environment.startProcesses(['subscription-service']);
    // In this order: thousands of results for subscriptions that nobody knows would stand in the journey's way.
    const journey = await measureJourney(bench);
    const payment = await measurePayments(bench);
    await bench.environment.stopProcesses(['subscription-service']);
    return [payment, ...journey];
  },
};

async function measurePayments(bench: Bench): Promise<Line> {
  const { environment, seconds, runs } = bench;
  const callers = await registerCallers(environment, 'payer', CALLERS);
  const paidSeconds = WARM_UP_SECONDS + seconds * (runs + 3);
  const invoices = await prepareInvoices(environment, callers, paidSeconds * PER_SECOND_MAX);
  const url = environment.urlOf('payment');
  let turn = 0;
  const next = () => {
    const invoice = invoices[turn++];
    if (!invoice) throw new Error('all prepared invoices are paid');
    const headers = { ...invoice.payer.headers, 'idempotency-key': `pay-${invoice.id}` };
    const body = { invoice_id: invoice.id, amount: invoice.amount, currency: invoice.currency, ...testCard() };
    return { path: '/v1/payments/process', headers, body };
  };
  const load = (duration: number) =>
    httpLoad({ url, connections: CONNECTIONS, seconds: duration, next }, environment.watch([SERVICE]));
  const ceiling = await recordCeiling(bench, { service: 'payment', processes: [SERVICE], load });
  const profile = profiling(bench, SERVICE, 'payment');
  await environment.startProcesses([SERVICE], profile.variables);
  await warmUp(load);
  const what = `POST /v1/payments/process, ${CONNECTIONS} connections`;
  const measured = await inTurns(bench, what, { here: () => load(seconds), ceiling });
  await profile.during(() => load(seconds));
  await environment.stopProcesses([SERVICE]);
  return { scenario: 'payment', what, against: 'plain pg, the same statements', ...measured, goals: GOALS };
}
