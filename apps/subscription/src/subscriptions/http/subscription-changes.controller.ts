import { Body, Controller, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ChangedSubscriptionView, ChangePlanBody, ChangePreviewView, ChangeSubscriptionBody } from '@libs/dto';
import { accountScope, CurrentCaller, Endpoint, UuidParam, type Caller } from '@libs/http';
import { ChangeSubscription } from '../use-cases/change-subscription';
import { PreviewChange } from '../use-cases/preview-change';
import { ShowChanges } from '../use-cases/show-changes';

const REFUSALS = [
  'validation_failed',
  'not_found',
  'plan_not_found',
  'subscription_not_live',
  'subscription_paused',
  'account_blocked',
  'plan_inactive',
  'plan_of_other_family',
  'plan_not_in_currency',
  'quantity_not_allowed',
  'cancellation_scheduled',
] as const;

/** Another plan, more seats: done, or only told. */
@ApiTags('Subscriptions')
@Controller('v1/subscriptions/:id')
export class SubscriptionChangesController {
  constructor(
    private readonly change: ChangeSubscription,
    private readonly preview: PreviewChange,
    private readonly show: ShowChanges,
  ) {}

  @Put()
  @Endpoint({
    operation: 'subscriptions.change',
    summary: 'Change plan, seats or metadata',
    description:
      'An upgrade is invoiced at once and takes effect when that is paid (`pending_change`, `payment_required`); a downgrade takes effect at the end of the period, or, with `effective: now`, at once with the difference as account credit. A change replaces one that is not in force yet; naming the present plan takes that back.',
    answer: ChangedSubscriptionView,
    errors: REFUSALS,
  })
  async put(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Body() body: ChangeSubscriptionBody,
  ): Promise<ChangedSubscriptionView> {
    const { plan_id: planId, quantity, effective, metadata } = body;
    const ask = { id, accountId: accountScope(caller), planId, quantity, effective, metadata };
    return this.show.outcome(await this.change.run(ask));
  }

  @Post('change-plan')
  @Endpoint({
    operation: 'subscriptions.change',
    summary: 'Change the plan',
    description: 'The same as PUT with `plan_id`.',
    answer: ChangedSubscriptionView,
    errors: REFUSALS,
  })
  async changePlan(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Body() body: ChangePlanBody,
  ): Promise<ChangedSubscriptionView> {
    const { new_plan_id: planId, quantity, effective } = body;
    return this.show.outcome(
      await this.change.run({ id, accountId: accountScope(caller), planId, quantity, effective }),
    );
  }

  @Post('preview')
  @Endpoint({
    operation: 'subscriptions.preview',
    summary: 'What a change would do and cost, to the cent; nothing changes',
    answer: ChangePreviewView,
    errors: REFUSALS,
  })
  async tell(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Body() body: ChangeSubscriptionBody,
  ): Promise<ChangePreviewView> {
    const { plan_id: planId, quantity, effective } = body;
    return this.show.preview(
      await this.preview.run({ id, accountId: accountScope(caller), planId, quantity, effective }),
    );
  }
}
