import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags, IntersectionType } from '@nestjs/swagger';
import { DisputeFilter, DisputeView, wireAmountOfMinor } from '@libs/dto';
import { Endpoint, PageQuery, pageOf, readCursor, type Page } from '@libs/http';
import { ReadDisputes, type ListedDispute } from '../use-cases/read-disputes';

export class DisputeListQuery extends IntersectionType(PageQuery, DisputeFilter) {}

@ApiTags('Disputes')
@Controller('v1/disputes')
export class DisputesController {
  constructor(private readonly disputes: ReadDisputes) {}

  @Get()
  @Endpoint({
    operation: 'disputes.list',
    summary: 'Disputes of all accounts, newest first',
    description: 'Payments that cardholders contest with their bank: `open` until the bank has decided.',
    answer: { page: DisputeView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: DisputeListQuery): Promise<Page<DisputeView>> {
    const beforeId = readCursor(query.cursor);
    const filter = { accountId: query.account_id, status: query.status };
    const found = await this.disputes.page(filter, query.limit, beforeId);
    return pageOf(found, query.limit, ({ dispute }) => dispute.id, disputeView);
  }
}

function disputeView({ dispute, fee }: ListedDispute): DisputeView {
  return {
    id: dispute.id,
    payment_id: dispute.paymentId,
    invoice_id: dispute.invoiceId,
    account_id: dispute.accountId,
    status: dispute.status,
    amount: wireAmountOfMinor(dispute.amountMinor, dispute.currency),
    currency: dispute.currency,
    reason: dispute.reason,
    gateway_reference: dispute.gatewayReference,
    fee: fee ? wireAmountOfMinor(fee.amountMinor, fee.currency) : null,
    fee_currency: fee?.currency ?? null,
    opened_at: dispute.openedAt.toISOString(),
    closed_at: dispute.closedAt?.toISOString() ?? null,
  };
}
