import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import type { PaymentRequestPayload } from '../messages/payment-request';
import { PaymentResultBody } from '../webhooks/payment-result';

/** Body of POST /v1/internal/charges: what a queue message would say, with its `charge`. */
export class InternalChargeBody {
  @ApiProperty({ type: Object, description: 'A payment request whose `charge` names the attempt' })
  @IsObject()
  request!: PaymentRequestPayload;
}

/** Body of POST /v1/internal/payment-requests on the payment service. */
export class InternalPaymentRequestBody {
  @ApiProperty({ type: Object, description: 'What a queue message would say; a `charge` in it charges nothing' })
  @IsObject()
  request!: PaymentRequestPayload;
}

export class InternalChargeView {
  @ApiProperty({
    type: PaymentResultBody,
    description: 'What the webhook says of this payment, under the same event id',
  })
  result!: PaymentResultBody;
}
