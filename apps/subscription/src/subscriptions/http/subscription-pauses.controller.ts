import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Instant } from '@libs/calendar';
import { PauseSubscriptionBody, SubscriptionView } from '@libs/dto';
import { accountScope, CurrentCaller, Endpoint, UuidParam, type Caller } from '@libs/http';
import { PauseSubscription } from '../use-cases/pause-subscription';
import { ReactivateSubscription } from '../use-cases/reactivate-subscription';
import { ResumeOnRequest } from '../use-cases/resume-on-request';
import { ShowSubscriptions } from '../use-cases/show-subscriptions';

/** What stops a subscription for a while, or keeps it from ending. */
@ApiTags('Subscriptions')
@Controller('v1/subscriptions/:id')
export class SubscriptionPausesController {
  constructor(
    private readonly pauseSubscription: PauseSubscription,
    private readonly resumeOnRequest: ResumeOnRequest,
    private readonly reactivateSubscription: ReactivateSubscription,
    private readonly show: ShowSubscriptions,
  ) {}

  @Post('pause')
  @Endpoint({
    operation: 'subscriptions.pause',
    summary: 'Stop service, billing and usage now',
    description: 'After 90 days it is canceled. The rest of the paid period is served when it resumes.',
    answer: SubscriptionView,
    errors: [
      'validation_failed',
      'not_found',
      'already_paused',
      'subscription_not_live',
      'invalid_resume_instant',
      'payment_in_progress',
    ],
  })
  async pause(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Body() { resumes_at: resumesAt }: PauseSubscriptionBody,
  ): Promise<SubscriptionView> {
    const ask = { id, accountId: accountScope(caller), resumesAt: resumesAt ? Instant.of(resumesAt) : null };
    return this.show.one(await this.pauseSubscription.run(ask));
  }

  @Post('resume')
  @Endpoint({
    operation: 'subscriptions.resume',
    summary: 'Go on after a pause',
    description: 'The end of the paid period moves by the length of the pause; a `billing_day` stays where it is.',
    answer: SubscriptionView,
    errors: ['not_found', 'not_paused'],
  })
  async resume(@CurrentCaller() caller: Caller, @Param('id', UuidParam) id: string): Promise<SubscriptionView> {
    return this.show.one(await this.resumeOnRequest.run({ id, accountId: accountScope(caller) }));
  }

  @Post('reactivate')
  @Endpoint({
    operation: 'subscriptions.reactivate',
    summary: 'Undo a scheduled cancellation',
    answer: SubscriptionView,
    errors: ['not_found', 'subscription_not_live', 'cancellation_not_scheduled'],
  })
  async reactivate(@CurrentCaller() caller: Caller, @Param('id', UuidParam) id: string): Promise<SubscriptionView> {
    return this.show.one(await this.reactivateSubscription.run({ id, accountId: accountScope(caller) }));
  }
}
