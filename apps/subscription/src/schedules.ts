import { Injectable, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { logger, runInContext } from '@libs/observability';
import { newId } from '@libs/persistence';
import { DueWorkApi } from './due-work/due-work.api';
import { DueWorkModule } from './due-work/due-work.module';
import { DunningWorkApi } from './dunning/dunning-work.api';
import { DunningWorkModule } from './dunning/dunning-work.module';
import { ErasureApi } from './erasure/erasure.api';
import { ErasureModule } from './erasure/erasure.module';
import { HousekeepingApi } from './housekeeping/housekeeping.api';
import { HousekeepingModule } from './housekeeping/housekeeping.module';
import { InvoiceDocumentsModule } from './invoice-documents/invoice-documents.module';
import { InvoicingModule } from './invoicing/invoicing.module';
import { MeteringModule } from './metering/metering.module';

const log = logger('scheduler');
const MINUTE_SECONDS = 60;
/** What falls due is done this soon. */
const DUE_WORK_SECONDS = 2;
const HOUR_SECONDS = 3_600;

interface ScheduledJob {
  name: string;
  everySeconds: number;
  run: () => Promise<unknown>;
}

/**
 * The whole timetable. Every job looks for what is due and does that, so a run that is late, doubled or cut off by a
 * crash is made good by the next one, and several schedulers may run at once.
 */
@Injectable()
export class Timetable implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Map<string, Promise<void>>();
  readonly jobs: readonly ScheduledJob[];

  constructor(dueWork: DueWorkApi, dunning: DunningWorkApi, erasure: ErasureApi, housekeeping: HousekeepingApi) {
    this.jobs = [
      { name: 'do_due_work', everySeconds: DUE_WORK_SECONDS, run: () => dueWork.run() },
      { name: 'roll_out_versions', everySeconds: DUE_WORK_SECONDS, run: () => dueWork.rollOutVersions() },
      { name: 'do_dunning', everySeconds: DUE_WORK_SECONDS, run: () => dunning.run() },
      { name: 'bill_late', everySeconds: MINUTE_SECONDS, run: () => dueWork.billLate() },
      { name: 'erase_accounts', everySeconds: MINUTE_SECONDS, run: () => erasure.run() },
      { name: 'sum_up_ledger', everySeconds: HOUR_SECONDS, run: () => housekeeping.sumUpLedger() },
      { name: 'forget_old_rows', everySeconds: HOUR_SECONDS, run: () => housekeeping.forgetOldRows() },
    ];
  }

  onApplicationBootstrap(): void {
    for (const job of this.jobs) {
      this.start(job);
      this.timers.push(setInterval(() => this.start(job), job.everySeconds * 1_000));
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    await Promise.all(this.running.values());
  }

  /** A run that takes longer than its pause is not joined by a second one. */
  private start(job: ScheduledJob): void {
    if (this.running.has(job.name)) return;
    const run = runInContext({ requestId: newId(), actor: 'system:scheduler' }, () => report(job));
    this.running.set(
      job.name,
      run.finally(() => this.running.delete(job.name)),
    );
  }
}

async function report({ name, run }: ScheduledJob): Promise<void> {
  try {
    const outcome = await run();
    log.debug({ job: name, outcome }, 'job done');
  } catch (error) {
    log.error({ err: error, job: name }, 'job failed; the next run tries again');
  }
}

@Module({
  imports: [
    DueWorkModule,
    DunningWorkModule,
    ErasureModule,
    MeteringModule,
    HousekeepingModule,
    InvoiceDocumentsModule,
    InvoicingModule,
  ],
  providers: [Timetable],
})
export class SchedulesModule {}
