import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultArguments } from './arguments';
import { whatIsLeftToDo } from './checks/durability';
import { findViolations, type Violation } from './checks/invariants';
import { countTirelessly } from './counter';
import { FaultEnvironment } from './fault-environment';
import { OPENINGS, planFaults, planFullDisks } from './fault-plan';
import { GatewaySimulator } from './gateway-simulator';
import { GaveUp, GoodClient } from './good-client';
import { inflict } from './inflict';
import { Journey, type JourneyWorld } from './journey';
import { planJourney } from './journey-plan';
import { Random } from './random';
import { Supervisor } from './supervisor';
import { turnTheMonth } from './turn-of-the-month';
import { Witness } from './witness';

export interface Outcome {
  violations: Violation[];
  /** One line each, for the reader. */
  summary: string[];
}

type Say = (sentence: string) => void;

/** Clients and faults for as long as asked, a time of quiet, and the comparison of all books. */
export async function runFaults(environment: FaultEnvironment, args: FaultArguments, say: Say): Promise<Outcome> {
  const random = new Random(args.seed);
  const { disk } = environment;
  const planOf = (part: 'clients' | 'month', seconds: number) =>
    disk ? planFullDisks(random.fork(part), seconds) : planFaults(random.fork(part), seconds, OPENINGS[part]);
  const plan = planOf('clients', args.seconds);
  const witness = new Witness();
  const client = new GoodClient(witness);
  const staffToken = await logIn(environment);
  const world: JourneyWorld = { client, witness, urls: environment.urls, staffToken };
  const supervisor = new Supervisor(environment.launcher, say);
  const gateway = new GatewaySimulator(environment.urls.simulator);
  supervisor.watch();
  say(`${plan.length} faults within ${args.seconds} s, ${args.clients} clients`);
  const endMs = performance.now() + args.seconds * 1000;
  const clients = Array.from({ length: args.clients }, (_, at) => live(world, random.fork(`client ${at}`), endMs));
  const counting = countTirelessly(world, endMs);
  await inflict(plan, { supervisor, gateway, disk, say });
  say('all healed; the clients finish what they began');
  await counting;
  const journeys = (await Promise.all(clients)).reduce((sum, count) => sum + count, 0);
  say('the month turns, while faults go on');
  const month = turnTheMonth(world);
  await inflict(planOf('month', monthSeconds(args)), {
    supervisor,
    gateway,
    disk,
    say,
  });
  const renewedUntilMs = await month;
  const healthySeconds = await environment.secondsUntilHealthy();
  say(`healthy after ${healthySeconds?.toFixed(1) ?? 'never'} s`);
  await beQuiet(environment, args, say);
  await supervisor.leave();
  const found = await findViolations({
    environment,
    witness,
    supervisor,
    seed: args.seed,
    staffToken,
    healthySeconds,
    renewedUntilMs,
  });
  const counts = [...witness.counts].sort().map(([what, count]) => `${what}: ${count}`);
  const { journal, payments, invoices } = found.books;
  return {
    violations: found.violations,
    summary: [
      `${journeys} journeys; answers ${counts.join(', ')}`,
      `${payments.length} payments, ${invoices.length} invoices, ${journal.length} movements at the gateway, ${witness.refunds.length} refunds, ${witness.creditNotes.length} credit notes; ${found.rules} invariants looked at`,
    ],
  };
}

/** One journey after the other; the last one that was begun is finished. */
async function live(world: JourneyWorld, random: Random, endMs: number): Promise<number> {
  let count = 0;
  for (; performance.now() < endMs; count++) {
    try {
      const journey = await Journey.begin(world, planJourney(random.fork(`journey ${count}`)));
      await journey.travel();
    } catch (error) {
      // An outrage, not a crash: the other clients go on, and the evidence is told in the end.
      world.witness.outrage(error instanceof GaveUp ? `never answered: ${error.message}` : String(error));
    }
  }
  return count;
}

/** A quarter of the time, for what has to be renewed then. */
const monthSeconds = ({ seconds }: FaultArguments): number => Math.max(15, Math.round(seconds / 4));

async function beQuiet(environment: FaultEnvironment, args: FaultArguments, say: Say): Promise<void> {
  const { quietSeconds, endsQuietEarly } = args;
  say(`${quietSeconds} s of quiet${endsQuietEarly ? ' at most' : ''}`);
  for (const endMs = performance.now() + quietSeconds * 1000; performance.now() < endMs; await sleep(1000)) {
    if (endsQuietEarly && (await whatIsLeftToDo(environment)).length === 0) return;
  }
}

async function logIn({ urls, launcher }: FaultEnvironment): Promise<string> {
  const { adminEmail: email, adminPassword: password } = launcher.config.seed;
  const response = await fetch(`${urls.subscription}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  return ((await response.json()) as { data: { access_token: string } }).data.access_token;
}
