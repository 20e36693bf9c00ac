import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags, IntersectionType } from '@nestjs/swagger';
import { OwnPaymentFilter, PaymentFilter, PaymentView } from '@libs/dto';
import {
  accountScope,
  CurrentCaller,
  Endpoint,
  PageQuery,
  pageOf,
  readCursor,
  UuidParam,
  type Caller,
  type Page,
} from '@libs/http';
import { ReadPayments } from '../use-cases/read-payments';
import { paymentView } from './payment-answers';

export class PaymentListQuery extends IntersectionType(PageQuery, PaymentFilter) {}
export class HistoryQuery extends IntersectionType(PageQuery, OwnPaymentFilter) {}

@ApiTags('Payments')
@Controller('v1/payments')
export class PaymentsController {
  constructor(private readonly payments: ReadPayments) {}

  @Get('history')
  @Endpoint({
    operation: 'payments.read',
    summary: 'One’s own payments, newest first',
    answer: { page: PaymentView },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async history(@Query() query: HistoryQuery, @CurrentCaller() caller: Caller): Promise<Page<PaymentView>> {
    // Staff without an account of their own have nothing that is theirs alone: they see what the whole list shows.
    return this.page(query, caller.accountId ?? accountScope(caller));
  }

  @Get()
  @Endpoint({
    operation: 'payments.list',
    summary: 'Payments of all accounts, newest first',
    answer: { page: PaymentView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: PaymentListQuery): Promise<Page<PaymentView>> {
    return this.page(query, query.account_id);
  }

  @Get(':id')
  @Endpoint({
    operation: 'payments.read',
    summary: 'One payment, with its refunds',
    answer: PaymentView,
    errors: ['not_found'],
  })
  async one(@Param('id', UuidParam) id: string, @CurrentCaller() caller: Caller): Promise<PaymentView> {
    return paymentView(await this.payments.one(id, accountScope(caller)));
  }

  private async page(query: HistoryQuery, accountId: string | undefined): Promise<Page<PaymentView>> {
    const { status, invoice_id: invoiceId, subscription_id: subscriptionId } = query;
    const filter = { status, accountId, invoiceId, subscriptionId };
    const found = await this.payments.page(filter, query.limit, readCursor(query.cursor));
    return pageOf(found, query.limit, ({ payment }) => payment.id, paymentView);
  }
}
