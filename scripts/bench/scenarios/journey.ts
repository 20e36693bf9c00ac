import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, WARM_UP_SECONDS, inTurns } from '../bench';
import { type BenchCaller, administrator, get, inParallel, post, registerCallers } from '../callers';
import { withCores } from '../cpu-time';
import { type Line, type Sample, quantile } from '../measurement';
import { testCard } from '../prepared-invoices';

const PROCESSES = ['payment-service', 'subscription-worker', 'payment-worker'];
const CALLERS = 100;
/** An account subscribes once per family, so these times the callers are all the journeys there can be. */
const FAMILIES = 80;
const AT_ONCE = 8;
const POLL_MS = 10;
const ACTIVE_SECONDS_MAX = 10;

interface Journeys {
  total: Sample;
  activation: Sample;
}

/** For the record: subscribe, pay, and look until the subscription is active, with all processes running. */
export async function measureJourney(bench: Bench): Promise<Line[]> {
  const { environment, seconds } = bench;
  await environment.startProcesses(PROCESSES);
  const callers = await registerCallers(environment, 'traveler', CALLERS);
  const planIds = await makePlans(bench);
  let turn = 0;
  const next = () => {
    const caller = callers[turn % CALLERS];
    const planId = planIds[Math.floor(turn++ / CALLERS)];
    if (!caller || planId === undefined) throw new Error('every caller has subscribed in every family');
    return { caller, planId };
  };
  const activations: Sample[] = [];
  const here = async () => {
    const { total, activation } = await travel(bench, next, seconds);
    activations.push(activation);
    return total;
  };
  await travel(bench, next, WARM_UP_SECONDS);
  const what = `subscribe, pay, see it active; ${AT_ONCE} at a time`;
  const measured = await inTurns(bench, what, { here });
  const middle = activations.find(({ perSecond }) => perSecond === measured.here.perSecond) ?? measured.here;
  await environment.stopProcesses(PROCESSES);
  return [
    { scenario: 'payment', what, ...measured },
    { scenario: 'payment', what: 'of that, from the payment’s answer to active', here: middle },
  ];
}

async function travel(bench: Bench, next: () => Ticket, seconds: number): Promise<Journeys> {
  const { environment } = bench;
  const totals: number[] = [];
  const activations: number[] = [];
  let failed = 0;
  const endsAt = performance.now() + seconds * 1000;
  const lane = async () => {
    while (performance.now() < endsAt) {
      const startedAt = performance.now();
      const activatedMs = await journey(bench, next());
      if (activatedMs === undefined) failed += 1;
      else activations.push(activatedMs);
      totals.push(performance.now() - startedAt);
    }
  };
  const measured = await withCores(environment.watch(['subscription-service', ...PROCESSES]), () =>
    Promise.all(Array.from({ length: AT_ONCE }, lane)),
  );
  const perSecond = activations.length / measured.seconds;
  const sampleOf = (latencies: number[]): Sample => {
    latencies.sort((a, b) => a - b);
    const [p50Ms, p99Ms] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
    return { perSecond, p50Ms, p99Ms, failed, cores: measured.cores };
  };
  return { total: sampleOf(totals), activation: sampleOf(activations) };
}

interface Ticket {
  caller: BenchCaller;
  planId: number;
}

/** Milliseconds from the payment's answer to the subscription being active; undefined when that never came. */
async function journey({ environment }: Bench, { caller, planId }: Ticket): Promise<number | undefined> {
  const { headers } = caller;
  const subscriptions = `${environment.urlOf('subscription')}/v1/subscriptions`;
  type Subscribed = { id: string; amount: number; currency: string };
  const { id, amount, currency } = await post<Subscribed>(subscriptions, { plan_id: planId }, headers);
  const payment = { subscription_id: id, amount, currency, ...testCard() };
  await post(`${environment.urlOf('payment')}/v1/payments/process`, payment, headers);
  const paidAt = performance.now();
  while (performance.now() - paidAt < ACTIVE_SECONDS_MAX * 1000) {
    const { status } = await get<{ status: string }>(`${subscriptions}/${id}`, headers);
    if (status === 'active') return performance.now() - paidAt;
    await sleep(POLL_MS);
  }
  return undefined;
}

async function makePlans({ environment }: Bench): Promise<number[]> {
  const { headers } = await administrator(environment);
  return inParallel(FAMILIES, 4, async (index) => {
    const plan = { code: `journey_${index}`, name: 'Journey', price: 29.99, currency: 'USD', billing_cycle: 'monthly' };
    const features = { api_calls: { limit: 1000 } };
    const body = { ...plan, family: `journey_${index}`, features };
    return (await post<{ id: number }>(`${environment.urlOf('subscription')}/v1/plans`, body, headers)).id;
  });
}
