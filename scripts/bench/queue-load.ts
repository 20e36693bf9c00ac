import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Watched, withCores } from './cpu-time';
import type { BenchEnvironment } from './environment';
import { type Sample, quantile } from './measurement';
import type { Progress } from './processes/queue-consumer';

const ARRIVAL_MS_MAX = 10_000;
/** Enough that a worker never waits, few enough that Redis and latencies stay small. */
export const UNDERWAY_MAX = 500;

/** A consumer in a process of its own, and how far it is. */
export class ConsumerProcess {
  consumed = 0;
  latencies: number[] = [];

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message: Progress) => {
      this.consumed = message.consumed;
      for (const latency of message.latencies) this.latencies.push(latency);
    });
  }

  static async start({ launcher }: BenchEnvironment, kind: 'nest' | 'bare', variables = {}): Promise<ConsumerProcess> {
    const program = join(__dirname, 'processes', 'queue-consumer.js');
    const child = fork(program, [kind], {
      env: { ...launcher.variables, ...variables },
      cwd: launcher.folder.checkout,
    });
    const consumer = new ConsumerProcess(child);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (status) => reject(new Error(`the consumer ended with ${status}`)));
    });
    return consumer;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(): void {
    this.child.kill('SIGUSR2');
  }

  /** Returns when it has ended. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      this.child.disconnect();
    });
  }
}

export interface QueueLoad {
  /** Sends one batch and returns how many messages were in it. */
  publish: () => Promise<number>;
  lanes: number;
  seconds: number;
  /** What has not arrived this long after the last was sent is lost. */
  arrivalMsMax?: number;
}

/** Publishes as fast as the consumer keeps up, and counts what arrives meanwhile. Then waits until all has arrived. */
export async function queueLoad(
  load: QueueLoad,
  consumer: Pick<ConsumerProcess, 'consumed' | 'latencies' | 'pid'>,
  watched: Watched,
): Promise<Sample> {
  const { arrivalMsMax = ARRIVAL_MS_MAX } = load;
  const consumedBefore = consumer.consumed;
  consumer.latencies = [];
  let sent = 0;
  // Not `sent += await …`: that would add to what `sent` was before the wait, and lose the other lanes' messages.
  const count = (published: number) => {
    sent += published;
  };
  const endsAt = performance.now() + load.seconds * 1000;
  const lane = async () => {
    while (performance.now() < endsAt) {
      if (sent - (consumer.consumed - consumedBefore) >= UNDERWAY_MAX) await sleep(1);
      else count(await load.publish());
    }
  };
  const { result, cores, seconds } = await withCores({ ...watched, consumer: () => [consumer.pid] }, async () => {
    await Promise.all(Array.from({ length: load.lanes }, lane));
    return consumer.consumed - consumedBefore;
  });
  const latencies = [...consumer.latencies].sort((a, b) => a - b);
  for (let waitedMs = 0; consumer.consumed - consumedBefore < sent && waitedMs < arrivalMsMax; waitedMs += 10)
    await sleep(10);
  const lost = sent - (consumer.consumed - consumedBefore);
  const [p50Ms, p99Ms] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  return { perSecond: result / seconds, p50Ms, p99Ms, failed: Math.max(0, lost), cores };
}
