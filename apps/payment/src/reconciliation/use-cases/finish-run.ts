import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@libs/persistence';
import { ReconciliationPolicy } from '../reconciliation-policy';
import { ReadRuns, type ReconciliationReport } from './read-runs';
import { Reconcile } from './reconcile';

/** Runs what a request began, and answers with what is known when the client has waited long enough. */
@Injectable()
export class FinishRun implements BeforeApplicationShutdown {
  /** Names this process: it alone may take up at once what it has just begun. */
  readonly processId = newId();
  /** Begun here: a repeat elsewhere must not take them for dead. */
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly reconcile: Reconcile,
    private readonly reports: ReadRuns,
    private readonly policy: ReconciliationPolicy,
  ) {}

  /** Asked again, it waits for the same run; one whose process died is run from its beginning. */
  async execute(runId: string, isOwn: boolean): Promise<ReconciliationReport> {
    const run = this.running.get(runId) ?? this.start(runId, isOwn);
    const isPatienceOver = new AbortController();
    const patience = sleep(this.policy.answerWithinMs, undefined, { signal: isPatienceOver.signal, ref: false });
    await Promise.race([run, patience.catch(() => undefined)]);
    isPatienceOver.abort();
    return this.reports.one(runId);
  }

  /** Before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.reconcile.stop();
    await Promise.allSettled(this.running.values());
  }

  private start(runId: string, isOwn: boolean): Promise<void> {
    const run = this.reconcile.execute(runId, isOwn).finally(() => this.running.delete(runId));
    this.running.set(runId, run);
    return run;
  }
}
