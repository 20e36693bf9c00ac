import type { Random } from './random';

export const SERVERS = ['postgres', 'redis'] as const;
export const PROGRAMS = [
  'subscription-service',
  'subscription-worker',
  'subscription-scheduler',
  'payment-service',
  'payment-worker',
  'gateway-simulator',
] as const;
export type Target = (typeof SERVERS)[number] | (typeof PROGRAMS)[number];

export const GATEWAY_FAULTS = [
  'hang',
  'reset',
  'swallow_answer',
  'tell_nobody',
  'error_500',
  'error_429',
  'delay',
] as const;
export type GatewayFault = (typeof GATEWAY_FAULTS)[number];

export type Fault =
  /** SIGKILL; whoever looks after processes starts it again after `forMs`. */
  | { kind: 'kill'; target: Target; forMs: number }
  /** SIGSTOP, and SIGCONT after `forMs`. */
  | { kind: 'freeze'; target: Target; forMs: number }
  | { kind: 'flush_redis'; forMs: 0 }
  /** PostgreSQL’s disk has not a byte left. */
  | { kind: 'fill_disk'; forMs: number }
  /** Strikes the next `count` calls of the operation, at most for `forMs`. */
  | { kind: 'gateway'; operation: string; fault: GatewayFault; count: number; forMs: number };

export interface PlannedFault {
  /** From the start of the clients. */
  atMs: number;
  fault: Fault;
}

/** Operations of the simulator that move or promise money, and how often each is struck. */
const OPERATIONS = [
  'payment_intents.create',
  'payment_intents.create',
  'payment_intents.create',
  '*',
  'refunds.create',
];
/** Until then there is nothing but the opening. */
const FIRST_MS = 4000;
const LAST_MS = 1500;
const PAUSE_MS = { min: 400, max: 5000 };
const FREEZE_MS = { min: 800, max: 12_000 };
const DOWN_MS = { min: 0, max: 4000 };
const FULL_FIRST_MS = 6000;
const FULL_MS = { min: 4000, max: 10_000 };
const FULL_PAUSE_MS = { min: 20_000, max: 35_000 };
const GATEWAY_MS = { min: 2000, max: 9000 };

/** A disk that is full now and then, with little else going on. */
export function planFullDisks(random: Random, seconds: number): PlannedFault[] {
  const plan: PlannedFault[] = [];
  for (let atMs = FULL_FIRST_MS; atMs < seconds * 1000; atMs += random.between(FULL_PAUSE_MS.min, FULL_PAUSE_MS.max)) {
    const forMs = Math.min(random.between(FULL_MS.min, FULL_MS.max), seconds * 1000 - atMs);
    plan.push({ atMs, fault: { kind: 'fill_disk', forMs } });
  }
  return plan;
}

/**
 * How every run begins, so that each has charges of which only asking the gateway finds out: one that never arrived while a
 * customer waits, and the renewal of a saved card that was taken and that nothing tells of, while nobody looks.
 */
export const OPENINGS = {
  clients: opening('hang'),
  month: opening('tell_nobody'),
} as const;

function opening(fault: GatewayFault): Fault {
  return { kind: 'gateway', operation: 'payment_intents.create', fault, count: 2, forMs: GATEWAY_MS.max };
}

/** What breaks when, for `seconds`: all of it is healed by then. The same random numbers give the same plan. */
export function planFaults(random: Random, seconds: number, opens: Fault): PlannedFault[] {
  const endMs = seconds * 1000;
  const plan: PlannedFault[] = [{ atMs: 0, fault: { ...opens, forMs: Math.min(opens.forMs, endMs) } as Fault }];
  for (let atMs = FIRST_MS; atMs < endMs - LAST_MS; atMs += random.between(PAUSE_MS.min, PAUSE_MS.max)) {
    for (const { fault, afterMs } of RECIPES[pickRecipe(random)](random)) {
      const at = atMs + afterMs;
      const forMs = Math.min(fault.forMs, endMs - at);
      if (forMs >= 0) plan.push({ atMs: at, fault: { ...fault, forMs } as Fault });
    }
  }
  return plan.sort((a, b) => a.atMs - b.atMs);
}

export const healedAtMs = (plan: readonly PlannedFault[]): number =>
  plan.reduce((latest, { atMs, fault }) => Math.max(latest, atMs + fault.forMs), 0);

interface Step {
  afterMs: number;
  fault: Fault;
}

type Recipe = (random: Random) => Step[];

const kill = (random: Random, target: Target): Fault => ({
  kind: 'kill',
  target,
  forMs: random.between(DOWN_MS.min, DOWN_MS.max),
});

const freeze = (random: Random, target: Target): Fault => ({
  kind: 'freeze',
  target,
  forMs: random.between(FREEZE_MS.min, FREEZE_MS.max),
});

const gateway = (random: Random, operation: string, fault: GatewayFault): Fault => ({
  kind: 'gateway',
  operation,
  fault,
  count: random.between(1, 4),
  forMs: random.between(GATEWAY_MS.min, GATEWAY_MS.max),
});

const now = (...faults: Fault[]): Step[] => faults.map((fault) => ({ afterMs: 0, fault }));

/** Single faults, and the pairs that are known to hurt. */
const RECIPES = {
  kill_program: (random) => now(kill(random, random.pick(PROGRAMS))),
  kill_server: (random) => now(kill(random, random.pick(SERVERS))),
  freeze_program: (random) => now(freeze(random, random.pick(PROGRAMS))),
  freeze_server: (random) => now(freeze(random, random.pick(SERVERS))),
  gateway: (random) => now(gateway(random, random.pick(OPERATIONS), random.pick(GATEWAY_FAULTS))),
  wipe: () => now({ kind: 'flush_redis', forMs: 0 }),
  /** The money is taken, and whoever asked for it dies before it hears so, often for longer than the worker waits to ask. */
  lost_answer: (random) => {
    const target = random.pick(['payment-service', 'payment-service', 'payment-worker'] as const);
    const forMs = random.chance(0.6) ? random.between(5000, 9000) : random.between(DOWN_MS.min, DOWN_MS.max);
    return [
      { afterMs: 0, fault: gateway(random, 'payment_intents.create', random.pick(['swallow_answer', 'tell_nobody'])) },
      { afterMs: random.between(50, 1200), fault: { kind: 'kill', target, forMs } },
    ];
  },
  /** Messages are forgotten while nobody is there to handle them. */
  wipe_with_messages: (random) => {
    const target = random.pick(['payment-worker', 'subscription-worker'] as const);
    const down: Fault = { kind: 'kill', target, forMs: random.between(1500, DOWN_MS.max) };
    return [
      { afterMs: 0, fault: down },
      { afterMs: random.between(300, 1400), fault: { kind: 'flush_redis', forMs: 0 } },
    ];
  },
  two_at_once: (random) => now(kill(random, random.pick(PROGRAMS)), freeze(random, random.pick(PROGRAMS))),
} satisfies Record<string, Recipe>;

type RecipeName = keyof typeof RECIPES;

const WEIGHTS: Readonly<Record<RecipeName, number>> = {
  kill_program: 24,
  kill_server: 11,
  freeze_program: 12,
  freeze_server: 7,
  gateway: 20,
  wipe: 5,
  lost_answer: 14,
  wipe_with_messages: 6,
  two_at_once: 5,
};
const TOTAL_WEIGHT = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0);

function pickRecipe(random: Random): RecipeName {
  let at = random.next() * TOTAL_WEIGHT;
  for (const [name, weight] of Object.entries(WEIGHTS)) {
    at -= weight;
    if (at < 0) return name as RecipeName;
  }
  return 'gateway';
}

/** One line for the log. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill ${fault.target}, down ${fault.forMs} ms`;
    case 'freeze':
      return `freeze ${fault.target} for ${fault.forMs} ms`;
    case 'flush_redis':
      return 'wipe Redis';
    case 'fill_disk':
      return `fill PostgreSQL’s disk for ${fault.forMs} ms`;
    case 'gateway':
      return `gateway: ${fault.fault} × ${fault.count} at ${fault.operation}, at most ${fault.forMs} ms`;
  }
}
