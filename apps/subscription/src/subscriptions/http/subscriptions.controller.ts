import { Body, Controller, Delete, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CANCEL_AT_ON_WIRE,
  CancelSubscriptionQuery,
  CreateSubscriptionBody,
  StartTrialBody,
  SubscriptionView,
} from '@libs/dto';
import { Instant } from '@libs/calendar';
import { type AppError, invalidField } from '@libs/errors';
import {
  accountFor,
  accountNamed,
  accountScope,
  CurrentCaller,
  Endpoint,
  isStaff,
  Unfinished,
  UuidParam,
  type Caller,
} from '@libs/http';
import { CHARGE_START, type StartToCharge } from '../subscription-charges.api';
import { CancelSubscription, type SubscriptionToCancel } from '../use-cases/cancel-subscription';
import { FindCharges } from '../use-cases/find-charges';
import { ShowSubscriptions } from '../use-cases/show-subscriptions';
import { StartSubscription } from '../use-cases/start-subscription';
import { StartTrial } from '../use-cases/start-trial';

/** How the bank may refuse a saved card. */
export const DECLINES = [
  'card_declined',
  'insufficient_funds',
  'expired_card',
  'incorrect_cvc',
  'processing_error',
] as const;

/** What changes a subscription. */
@ApiTags('Subscriptions')
@Controller('v1/subscriptions')
export class SubscriptionsController {
  constructor(
    private readonly startSubscription: StartSubscription,
    private readonly startTrial: StartTrial,
    private readonly cancelSubscription: CancelSubscription,
    private readonly charges: FindCharges,
    private readonly show: ShowSubscriptions,
  ) {}

  @Post()
  @Endpoint({
    operation: 'subscriptions.create',
    summary: 'Subscribe to a plan',
    description:
      'With a saved payment method a paid plan is charged at once and comes back `active`; declined, 402 with the `pending` subscription in `data`. Without one it comes back `pending` with its invoice; a free one `active`. One still pending in the same family is replaced, but while its first bill is being charged (409 `payment_in_progress`).',
    status: 201,
    answer: SubscriptionView,
    errors: [
      'validation_failed',
      'not_found',
      'plan_not_found',
      'account_blocked',
      'plan_inactive',
      'plan_not_in_currency',
      'quantity_not_allowed',
      'already_subscribed',
      'payment_in_progress',
      'external_key_taken',
      'invalid_billing_day',
      'start_in_future',
      'start_too_early',
      'coupon_not_found',
      'coupon_inactive',
      'coupon_expired',
      'coupon_used_up',
      'coupon_not_for_plan',
      'coupon_not_in_currency',
      ...DECLINES,
    ],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateSubscriptionBody,
  ): Promise<SubscriptionView | Unfinished<StartToCharge>> {
    for (const field of ['external_key', 'start_date'] as const) {
      if (body[field] !== undefined && !isStaff(caller.role)) throw staffOnly(field);
    }
    const started = await this.startSubscription.run({
      accountId: accountNamed(caller, body.account_id),
      userId: isStaff(caller.role) ? null : (caller.userId ?? null),
      planId: body.plan_id,
      quantity: body.quantity ?? 1,
      metadata: body.metadata ?? {},
      externalKey: body.external_key,
      startDate: body.start_date === undefined ? undefined : Instant.of(body.start_date),
      billingDay: body.billing_day,
      couponCode: body.coupon_code,
    });
    const invoiceIds = await this.charges.ofStart(started);
    if (invoiceIds.length === 0) return this.show.one(started);
    return new Unfinished(CHARGE_START, { subscription_id: started.subscription.id, invoice_ids: invoiceIds });
  }

  @Post('trial')
  @Endpoint({
    operation: 'subscriptions.start_trial',
    summary: 'Start the trial of a plan, without a payment method',
    status: 201,
    answer: SubscriptionView,
    errors: [
      'validation_failed',
      'not_found',
      'plan_not_found',
      'account_blocked',
      'plan_inactive',
      'plan_has_no_trial',
      'plan_not_in_currency',
      'trial_already_used',
      'already_subscribed',
    ],
  })
  async trial(@CurrentCaller() caller: Caller, @Body() body: StartTrialBody): Promise<SubscriptionView> {
    const ask = { accountId: accountFor(caller), userId: caller.userId ?? null, planId: body.trial_plan_id };
    return this.show.one(await this.startTrial.run(ask));
  }

  @Delete(':id')
  @Endpoint({
    operation: 'subscriptions.cancel',
    summary: 'Cancel now, or at the end of what is paid for',
    description:
      'By default at the end of the period. Usage so far is billed; nothing comes back unless `refund=prorated`. A pending or paused subscription ends now in every case; the invoice of one that never began is voided.',
    answer: SubscriptionView,
    errors: [
      'validation_failed',
      'not_found',
      'already_canceled',
      'subscription_not_live',
      'cancel_instant_too_early',
      'payment_in_progress',
    ],
  })
  async cancel(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Query() query: CancelSubscriptionQuery,
  ): Promise<SubscriptionView> {
    const at = cancelAt(query.at, caller);
    const ask = { id, accountId: accountScope(caller), at, refund: query.refund ?? 'none' };
    return this.show.one(await this.cancelSubscription.run(ask));
  }
}

/** @throws AppError `validation_failed` when a customer names an instant */
function cancelAt(asked: string | undefined, caller: Caller): SubscriptionToCancel['at'] {
  const word = CANCEL_AT_ON_WIRE.find((each) => each === (asked ?? 'period_end'));
  if (word) return word;
  if (!isStaff(caller.role)) throw staffOnly('at');
  return Instant.of(asked as string);
}

function staffOnly(field: string): AppError {
  return invalidField(field, 'unknown_field', 'Only staff may send this field; leave it out.');
}
