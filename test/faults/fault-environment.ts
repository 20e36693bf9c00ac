import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { allHealthy, start } from '../../scripts/native/start';
import { type Launcher, makeLauncher } from '../../scripts/native/launcher';
import { movedPorts } from '../../scripts/native/moved-ports';
import { superuserUrl } from '../../scripts/native/postgres-server';
import { reset, stopEverything } from '../../scripts/native/stop';
import type { FaultArguments } from './arguments';
import { SmallDisk } from './small-disk';

const HEALTHY_SECONDS_MAX = 60;

export type DatabaseName = 'billing_subscription' | 'billing_payment';

/** All servers and processes of one run, in a folder and on ports of its own. */
export class FaultEnvironment {
  private constructor(
    readonly launcher: Launcher,
    /** Under PostgreSQL’s data, when the run is about a disk that is full. */
    readonly disk: SmallDisk | undefined,
  ) {}

  /** `home` must be a folder that PostgreSQL's user may enter. Throws `NotHere` when there can be no small disk. */
  static async begin(home: string, { firstPort, fillsDisk }: FaultArguments): Promise<FaultEnvironment> {
    Object.assign(process.env, movedPorts(firstPort, 'faults-only'), { BILLING_HOME: home, PAYMENT_GATEWAY: 'stripe' });
    const launcher = makeLauncher(process.cwd(), 'test');
    const disk = fillsDisk ? SmallDisk.mountAt(launcher.folder.postgres) : undefined;
    const environment = new FaultEnvironment(launcher, disk);
    await start(environment.launcher).catch(async (error: unknown) => {
      await environment.remove();
      throw error;
    });
    return environment;
  }

  get urls(): { subscription: string; payment: string; simulator: string } {
    return this.launcher.config.urls;
  }

  get directory(): string {
    return this.launcher.folder.directory;
  }

  /** Rows as the administrator of the server sees them. */
  async rows<R>(database: DatabaseName, statement: string): Promise<R[]> {
    const { folder, postgresPort } = this.launcher;
    const client = new Client({ connectionString: superuserUrl(folder, postgresPort, database) });
    await client.connect();
    try {
      return (await client.query(statement)).rows as R[];
    } finally {
      await client.end();
    }
  }

  /** Seconds until every process and server answered; undefined when one never did. */
  async secondsUntilHealthy(): Promise<number | undefined> {
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1000;
    while (seconds() < HEALTHY_SECONDS_MAX) {
      if (await allHealthy(this.launcher)) return seconds();
      await sleep(250);
    }
    return undefined;
  }

  async stop(): Promise<void> {
    await stopEverything(this.launcher);
  }

  async remove(): Promise<void> {
    await stopEverything(this.launcher);
    this.disk?.unmount();
    await reset(this.launcher);
  }
}
