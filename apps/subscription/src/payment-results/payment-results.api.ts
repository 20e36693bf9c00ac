import { Injectable } from '@nestjs/common';
import type { PaymentResultBody } from '@libs/dto';
import { toldResult } from './told-result';
import { ReceivePaymentResult } from './use-cases/receive-payment-result';

/** What other rooms may ask of payment results. */
@Injectable()
export class PaymentResultsApi {
  constructor(private readonly results: ReceivePaymentResult) {}

  /**
   * Books the outcome of a payment that was heard of in an answer, as its webhook will tell it too: one of the two has
   * the effect. In a transaction of its own. @throws AppError `webhook_rejected`: it does not fit, nothing has changed
   */
  async receive(result: PaymentResultBody): Promise<void> {
    await this.results.run(toldResult(result));
  }
}
