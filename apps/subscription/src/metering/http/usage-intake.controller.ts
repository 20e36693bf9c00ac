import { Body, Controller, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { ReportedUsageView, UsageBatchBody, UsageBatchView, UsageEventBody } from '@libs/dto';
import { InvariantBroken } from '@libs/errors';
import { accountScope, CurrentCaller, Endpoint, type AppReply, type AppRequest, type Caller } from '@libs/http';
import { TakeInUsage } from '../use-cases/take-in-usage';
import { ReadUsageEvents } from '../use-cases/read-usage-events';
import { errorOf } from '../usage-refusal';
import { readUsageBatch } from './read-usage-batch';
import { usageEventView } from './usage-event.view';

const WINDOW_TEXT =
  'An event belongs to the period that holds its `timestamp`. It is taken in until 7 days after that period was billed ' +
  '(then on a supplemental invoice), and not more than 5 minutes in the future.';

@ApiTags('Usage')
@Controller('v1/usage')
export class UsageIntakeController {
  constructor(
    private readonly takeIn: TakeInUsage,
    private readonly events: ReadUsageEvents,
  ) {}

  @Post()
  @Endpoint({
    operation: 'usage.report',
    summary: 'Report one usage event',
    description: `Counts nothing against limits and refuses nothing for them: see /v1/usage/use. ${WINDOW_TEXT}`,
    status: 202,
    alsoAnswers: { 200: 'The key is known: `duplicate: true`, and the event it stands for' },
    answer: ReportedUsageView,
    errors: [
      'validation_failed',
      'not_found',
      'no_active_subscription',
      'subscription_paused',
      'timestamp_in_future',
      'timestamp_too_old',
    ],
  })
  async report(
    @CurrentCaller() caller: Caller,
    @Body() body: UsageEventBody,
    @Res({ passthrough: true }) reply: AppReply,
  ): Promise<ReportedUsageView> {
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    const { accepted, rejected, events } = await this.takeIn.run([given], accountScope(caller));
    if (rejected[0]) throw errorOf(rejected[0]);
    const [event] = events;
    if (!event) throw new InvariantBroken('an event was neither taken in nor refused');
    if (accepted === 1) return { ...usageEventView(event), duplicate: false };
    void reply.status(HttpStatus.OK);
    const first = await this.events.byKey(event.accountId, event.idempotencyKey);
    return { ...usageEventView(first ?? event), duplicate: true };
  }

  @Post('batch')
  @ApiBody({ type: UsageBatchBody })
  @Endpoint({
    operation: 'usage.report',
    summary: 'Report 1 to 1000 usage events',
    description: `The good ones are kept, whatever is wrong with others; they are on disk when this answers. ${WINDOW_TEXT}`,
    status: 202,
    answer: UsageBatchView,
    errors: ['validation_failed', 'not_found', 'body_too_large'],
  })
  async reportBatch(@CurrentCaller() caller: Caller, @Req() request: AppRequest): Promise<UsageBatchView> {
    const taken = await this.takeIn.run(readUsageBatch(request.body), accountScope(caller));
    const rejected = taken.rejected.map(({ index, code, message }) => ({ index, code, message }));
    return { accepted: taken.accepted, duplicates: taken.duplicates, rejected };
  }
}
