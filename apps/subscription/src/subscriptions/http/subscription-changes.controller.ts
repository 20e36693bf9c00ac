import { Body, Controller, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ChangedSubscriptionView, ChangePlanBody, ChangePreviewView, ChangeSubscriptionBody } from '@libs/dto';
import { accountScope, CurrentCaller, Endpoint, Unfinished, UuidParam, type Caller } from '@libs/http';
import { CHARGE_CHANGE, type ChangeToCharge } from '../subscription-charges.api';
import type { ChangeOutcome } from '../use-cases/carry-out-change';
import { ChangeSubscription } from '../use-cases/change-subscription';
import { FindCharges } from '../use-cases/find-charges';
import { PreviewChange } from '../use-cases/preview-change';
import { ShowChanges } from '../use-cases/show-changes';
import { DECLINES } from './subscriptions.controller';

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
    private readonly charges: FindCharges,
    private readonly show: ShowChanges,
  ) {}

  @Put()
  @Endpoint({
    operation: 'subscriptions.change',
    summary: 'Change plan, seats or metadata',
    description:
      'An upgrade is invoiced at once and takes effect when that is paid: at once with a saved payment method (declined: 402, and nothing has changed), else later (`pending_change`, `payment_required`); a downgrade takes effect at the end of the period, or, with `effective: now`, at once with the difference as account credit. A change replaces one that is not in force yet; naming the present plan takes that back.',
    answer: ChangedSubscriptionView,
    errors: [...REFUSALS, 'payment_in_progress', ...DECLINES],
  })
  async put(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Body() body: ChangeSubscriptionBody,
  ): Promise<ChangedSubscriptionView | Unfinished<ChangeToCharge>> {
    const { plan_id: planId, quantity, effective, metadata } = body;
    const ask = { id, accountId: accountScope(caller), planId, quantity, effective, metadata };
    return this.answer(await this.change.run(ask));
  }

  @Post('change-plan')
  @Endpoint({
    operation: 'subscriptions.change',
    summary: 'Change the plan',
    description: 'The same as PUT with `plan_id`.',
    answer: ChangedSubscriptionView,
    errors: [...REFUSALS, 'payment_in_progress', ...DECLINES],
  })
  async changePlan(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Body() body: ChangePlanBody,
  ): Promise<ChangedSubscriptionView | Unfinished<ChangeToCharge>> {
    const { new_plan_id: planId, quantity, effective } = body;
    return this.answer(await this.change.run({ id, accountId: accountScope(caller), planId, quantity, effective }));
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

  private async answer(outcome: ChangeOutcome): Promise<ChangedSubscriptionView | Unfinished<ChangeToCharge>> {
    const view = await this.show.outcome(outcome);
    const invoiceId = await this.charges.ofChange(outcome);
    if (invoiceId === null) return view;
    const { id: subscriptionId, proration } = view;
    return new Unfinished(CHARGE_CHANGE, { subscription_id: subscriptionId, invoice_id: invoiceId, proration });
  }
}
