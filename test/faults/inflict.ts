import { setTimeout as sleep } from 'node:timers/promises';
import { describeFault, type Fault, type PlannedFault } from './fault-plan';
import type { GatewaySimulator } from './gateway-simulator';
import type { SmallDisk } from './small-disk';
import type { Supervisor } from './supervisor';

interface Hands {
  supervisor: Supervisor;
  gateway: GatewaySimulator;
  disk: SmallDisk | undefined;
  say: (sentence: string) => void;
}

/** Carries out the plan, beginning now; returns when the last fault is healed. */
export async function inflict(plan: readonly PlannedFault[], hands: Hands): Promise<void> {
  const startedAt = performance.now();
  const healings: Promise<void>[] = [];
  for (const { atMs, fault } of plan) {
    await sleep(Math.max(0, startedAt + atMs - performance.now()));
    hands.say(describeFault(fault));
    healings.push(strike(fault, hands));
  }
  await Promise.all(healings);
  // A gateway that was frozen when it should have healed heals now, and so does a fault that found no call.
  while (!(await hands.gateway.heals())) await sleep(200);
}

async function strike(fault: Fault, { supervisor, gateway, disk, say }: Hands): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      supervisor.kill(fault.target, fault.forMs);
      await sleep(fault.forMs);
      return;
    case 'freeze':
      supervisor.freeze(fault.target);
      await sleep(fault.forMs);
      supervisor.thaw(fault.target);
      return;
    case 'flush_redis':
      if (!(await supervisor.wipeRedis())) say('Redis was away and could not be wiped');
      return;
    case 'fill_disk':
      disk?.fill();
      await sleep(fault.forMs);
      disk?.clear();
      return;
    case 'gateway':
      if (!(await gateway.breaks(fault.operation, fault.fault, fault.count))) say('the gateway was away already');
      await sleep(fault.forMs);
      await gateway.heals();
  }
}
