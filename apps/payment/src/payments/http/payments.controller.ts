import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags, IntersectionType } from '@nestjs/swagger';
import { PaymentFilter, PaymentView } from '@libs/dto';
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
  async history(@Query() query: PageQuery, @CurrentCaller() caller: Caller): Promise<Page<PaymentView>> {
    // Staff without an account of their own have nothing that is theirs alone: they see what the whole list shows.
    return this.page({ accountId: caller.accountId ?? accountScope(caller) }, query);
  }

  @Get()
  @Endpoint({
    operation: 'payments.list',
    summary: 'Payments of all accounts, newest first',
    answer: { page: PaymentView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: PaymentListQuery): Promise<Page<PaymentView>> {
    const { status, account_id: accountId, invoice_id: invoiceId } = query;
    return this.page({ status, accountId, invoiceId }, query);
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

  private async page(filter: Parameters<ReadPayments['page']>[0], query: PageQuery): Promise<Page<PaymentView>> {
    const beforeId = readCursor(query.cursor);
    const found = await this.payments.page(filter, query.limit, beforeId);
    return pageOf(found, query.limit, ({ payment }) => payment.id, paymentView);
  }
}
