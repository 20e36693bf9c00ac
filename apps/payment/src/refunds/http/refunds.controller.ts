import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CreateRefundBody, RefundView, wireAmountOfMinor } from '@libs/dto';
import { Answer, Endpoint, UuidParam } from '@libs/http';
import { RequestRefund } from '../use-cases/request-refund';

@ApiTags('Payments')
@Controller('v1/payments')
export class RefundsController {
  constructor(private readonly requestRefund: RequestRefund) {}

  @Post(':id/refund')
  @Endpoint({
    operation: 'payments.refund',
    summary: 'Give money of a payment back',
    description: `Without \`amount\`, all that is left of it. The money is set aside at once and given back in the background: the
payment shows how it went. What failed may be asked for again.`,
    status: 202,
    answer: RefundView,
    errors: [
      'validation_failed',
      'not_found',
      'payment_disputed',
      'payment_not_refundable',
      'refund_exceeds_payment',
      'payment_in_progress',
    ],
  })
  async refund(@Param('id', UuidParam) paymentId: string, @Body() body: CreateRefundBody): Promise<Answer<RefundView>> {
    const refund = await this.requestRefund.execute({ paymentId, amount: body.amount, reason: body.reason });
    const view: RefundView = {
      refund_id: refund.id,
      payment_id: paymentId,
      status: refund.status,
      amount: wireAmountOfMinor(refund.amountMinor, refund.currency),
      currency: refund.currency,
      reason: body.reason,
      created_at: refund.createdAt.toISOString(),
    };
    return new Answer(view, 'The refund is on its way');
  }
}
