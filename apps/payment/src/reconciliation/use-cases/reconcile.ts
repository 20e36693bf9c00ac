import { Inject, Injectable } from '@nestjs/common';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type GatewayMovement, type PaymentGateway } from '../../gateways/gateway';
import { GatewayUnavailable } from '../../gateways/gateway-errors';
import type { ReconciliationRun } from '../reconciliation';
import { PAGE } from '../reconciliation-policy';
import { EndOpenDisputes } from './end-open-disputes';
import { FindMissingThere } from './find-missing-there';
import { ReconcilePage } from './reconcile-page';
import { RecordRun } from './record-run';

const log = logger('reconciliation');
const LEDGER_AWAY = 'The subscription service did not answer, so the ledger was not compared with all of it.';

/** The service goes down: the run ends here, and the schedule makes another one. */
class Stopped extends Error {}

/** Reads the gateway's books of a window page by page and ours beside them, in memory that grows by our ids only. */
@Injectable()
export class Reconcile {
  private isStopping = false;

  constructor(
    private readonly record: RecordRun,
    private readonly reconcilePage: ReconcilePage,
    private readonly missingThere: FindMissingThere,
    private readonly openDisputes: EndOpenDisputes,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
  ) {}

  /** Runs it to its end, whatever that is. `isOwn`: this process has just begun it. Does nothing for one that is done. */
  async execute(runId: string, isOwn: boolean): Promise<void> {
    const run = await this.record.take(runId, isOwn);
    if (!run) return;
    try {
      const isLedgerChecked = await this.compareAll(run);
      const note = isLedgerChecked ? null : LEDGER_AWAY;
      await this.record.finish(runId, { status: 'finished', isLedgerChecked, note });
    } catch (error) {
      const note = noteOf(error);
      if (error instanceof Stopped) log.info({ runId }, 'a reconciliation was stopped');
      else log.error({ runId, err: error }, 'a reconciliation failed');
      await this.record.finish(runId, { status: 'failed', isLedgerChecked: false, note });
    }
  }

  /** Runs in hand end at their next step. */
  stop(): void {
    this.isStopping = true;
  }

  /** True when the ledger was compared with every page. */
  private async compareAll(run: ReconciliationRun): Promise<boolean> {
    const seen = new Set<string>();
    let isLedgerReached = true;
    const window = { from: run.from.toDate(), to: run.to.toDate() };
    for await (const page of this.pagesOf(this.gateway.listMovements(window))) {
      const result = await this.reconcilePage.execute(run, page, isLedgerReached);
      isLedgerReached = result.isLedgerReached;
      for (const id of result.seen) seen.add(id);
      await this.note(run, page.length, result.mismatches);
    }
    for await (const missing of this.missingThere.execute(run, seen)) await this.note(run, 0, missing);
    for await (const ended of this.openDisputes.execute(run)) await this.note(run, 0, ended);
    return isLedgerReached;
  }

  private async note(run: ReconciliationRun, movements: number, found: Parameters<RecordRun['note']>[2]) {
    if (!(await this.record.note(run.id, movements, found))) throw new Error('the run was taken over');
    if (this.isStopping) throw new Stopped();
  }

  private async *pagesOf(movements: AsyncIterable<GatewayMovement>): AsyncGenerator<GatewayMovement[]> {
    let page: GatewayMovement[] = [];
    for await (const movement of movements) {
      if (this.isStopping) throw new Stopped();
      page.push(movement);
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }
}

function noteOf(error: unknown): string {
  if (error instanceof Stopped) return 'The service was stopped meanwhile.';
  if (error instanceof GatewayUnavailable) return `The gateway's books could not be read (${error.trouble}).`;
  return 'Something unexpected happened; the log of the service says what.';
}
