import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiTags, IntersectionType } from '@nestjs/swagger';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { CreatePaymentMethodBody, PaymentMethodQuery, PaymentMethodView } from '@libs/dto';
import type { ErrorCode } from '@libs/errors';
import {
  accountFor,
  accountNamed,
  accountScope,
  CurrentCaller,
  Endpoint,
  PageQuery,
  pageOf,
  readCursor,
  sendBytes,
  UuidParam,
  type AppReply,
  type AppRequest,
  type Caller,
  type Page,
} from '@libs/http';
import { KeyedRequests } from '../../key-claims/key-claims.api';
import { GatewayLimits } from '../../gateway-limits';
import { AddMethod } from '../use-cases/add-method';
import { KeepMethods } from '../use-cases/keep-methods';
import { readCardSource } from './card-source';
import { methodPresenter, methodView } from './method-answers';

export class PaymentMethodListQuery extends IntersectionType(PageQuery, PaymentMethodQuery) {}

const DESCRIPTION = `The gateway keeps the card, verified by an authorization of nothing; here only its brand, last four
digits and expiry are. What is due is charged to the account's default from then on, and what is overdue
is tried at once. The first invoice of a pending subscription is not: pay it by POST /v1/invoices/{id}/pay.`;

/** In the order in which they are looked for. */
const REFUSALS: readonly ErrorCode[] = [
  'validation_failed',
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'idempotency_in_progress',
  'not_found',
  'raw_cards_disabled',
  'payment_source_required',
  'invalid_card_number',
  'invalid_card_expiry',
  'invalid_payment_token',
  'card_declined',
  'insufficient_funds',
  'expired_card',
  'incorrect_cvc',
  'processing_error',
  'gateway_unavailable',
];

@ApiTags('Payment methods')
@Controller('v1/payment-methods')
export class PaymentMethodsController {
  constructor(
    private readonly addMethod: AddMethod,
    private readonly methods: KeepMethods,
    private readonly limits: GatewayLimits,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  @Post()
  @UseInterceptors(KeyedRequests)
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'At most 255 characters, good for 24 hours' })
  @Endpoint({
    operation: 'payment_methods.keep',
    summary: 'Save a card',
    description: DESCRIPTION,
    status: 201,
    answer: PaymentMethodView,
    errors: REFUSALS,
    idempotency: 'own',
  })
  async add(
    @Body() body: CreatePaymentMethodBody,
    @CurrentCaller() caller: Caller,
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: AppReply,
  ): Promise<Buffer> {
    const answer = await this.addMethod.execute({
      accountId: accountNamed(caller, body.account_id),
      source: readCardSource(body, this.limits.acceptsRawCards, this.clock.now()),
      makeDefault: body.make_default,
      claim: request.idempotency,
      present: methodPresenter(request.context.requestId),
    });
    return sendBytes(reply, answer);
  }

  @Get()
  @Endpoint({
    operation: 'payment_methods.read',
    summary: 'Saved cards, newest first',
    answer: { page: PaymentMethodView },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async list(
    @Query() query: PaymentMethodListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<PaymentMethodView>> {
    const beforeId = readCursor(query.cursor);
    const { account_id: named } = query;
    // Staff who name nobody see everybody's.
    const accountId = named === undefined ? (caller.accountId ?? accountScope(caller)) : accountFor(caller, named);
    const found = await this.methods.page(accountId, query.limit, beforeId);
    return pageOf(found, query.limit, ({ id }) => id, methodView);
  }

  @Get(':id')
  @Endpoint({
    operation: 'payment_methods.read',
    summary: 'One saved card',
    answer: PaymentMethodView,
    errors: ['not_found'],
  })
  async one(@Param('id', UuidParam) id: string, @CurrentCaller() caller: Caller): Promise<PaymentMethodView> {
    return methodView(await this.methods.one(id, accountScope(caller)));
  }

  @Delete(':id')
  @Endpoint({
    operation: 'payment_methods.keep',
    summary: 'Forget a card',
    description: 'The gateway forgets it too. When it was the default, the newest one left becomes it.',
    status: 204,
    errors: ['not_found'],
  })
  async remove(@Param('id', UuidParam) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.methods.remove(id, accountScope(caller));
  }

  @Post(':id/default')
  @Endpoint({
    operation: 'payment_methods.keep',
    summary: 'Charge this card from now on',
    description: 'Unpaid invoices are tried with it at once. Doing it again changes nothing.',
    answer: PaymentMethodView,
    errors: ['not_found'],
  })
  async makeDefault(@Param('id', UuidParam) id: string, @CurrentCaller() caller: Caller): Promise<PaymentMethodView> {
    return methodView(await this.methods.makeDefault(id, accountScope(caller)));
  }
}
