import { Body, Controller, Get, Param, Post, Query, type OnModuleInit } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Instant } from '@libs/calendar';
import { ReconciliationReportView, ReconciliationRunView, StartReconciliationBody } from '@libs/dto';
import {
  CurrentCaller,
  Endpoint,
  Finishers,
  PageQuery,
  pageOf,
  readCursor,
  Unfinished,
  UuidParam,
  type Caller,
  type Page,
} from '@libs/http';
import { BeginRun } from '../use-cases/begin-run';
import { FinishRun } from '../use-cases/finish-run';
import { ReadRuns } from '../use-cases/read-runs';
import { reportView, runView } from './run-answers';

const FINISHER = 'reconciliation_run';

interface BegunRun {
  run_id: string;
  /** Who began it: a repeat after a crash finds another process. */
  process: string;
}

const DESCRIPTION = `Compares every movement of the gateway in the window with ours and with the ledger. What both sides
agree upon but for how far it got is repaired; all else is named. A run that takes longer than a client waits is
answered as it is, \`running\`: ask GET for its end. One runs at a time; the hourly one is by \`schedule\`.`;

@ApiTags('Reconciliation')
@Controller('v1/reconciliation/runs')
export class ReconciliationController implements OnModuleInit {
  constructor(
    private readonly beginRun: BeginRun,
    private readonly finishRun: FinishRun,
    private readonly runs: ReadRuns,
    private readonly finishers: Finishers,
  ) {}

  onModuleInit(): void {
    this.finishers.register<BegunRun>(FINISHER, async ({ run_id: runId, process }) => ({
      result: reportView(await this.finishRun.execute(runId, process === this.finishRun.processId)),
    }));
  }

  @Post()
  @Endpoint({
    operation: 'reconciliation.run',
    summary: 'Compare the gateway’s books with ours now',
    description: DESCRIPTION,
    status: 201,
    answer: ReconciliationReportView,
    errors: ['validation_failed', 'reconciliation_running'],
  })
  async start(@Body() body: StartReconciliationBody, @CurrentCaller() caller: Caller): Promise<Unfinished<BegunRun>> {
    const runId = await this.beginRun.execute({
      requestedBy: caller.id,
      from: body.from === undefined ? undefined : Instant.of(body.from),
      to: body.to === undefined ? undefined : Instant.of(body.to),
      acceptsAmounts: body.accept_amounts ?? false,
    });
    return new Unfinished(FINISHER, { run_id: runId, process: this.finishRun.processId });
  }

  @Get()
  @Endpoint({
    operation: 'reconciliation.read',
    summary: 'Runs, newest first',
    answer: { page: ReconciliationRunView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: PageQuery): Promise<Page<ReconciliationRunView>> {
    const beforeId = readCursor(query.cursor);
    return pageOf(await this.runs.page(query.limit, beforeId), query.limit, ({ id }) => id, runView);
  }

  @Get(':id')
  @Endpoint({
    operation: 'reconciliation.read',
    summary: 'One run, with what it found',
    answer: ReconciliationReportView,
    errors: ['not_found'],
  })
  async one(@Param('id', UuidParam) id: string): Promise<ReconciliationReportView> {
    return reportView(await this.runs.one(id));
  }
}
