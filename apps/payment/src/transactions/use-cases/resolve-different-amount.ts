import { Inject, Injectable } from '@nestjs/common';
import { PAYMENT_GATEWAY, type PaymentGateway } from '../../gateways/gateway';
import { OddCaptureRepository } from '../persistence/odd-capture.repository';
import { RecordOddCapture, type OddCaptureResult } from './record-odd-capture';

/** For payments that wait because the gateway took another amount than was due: the gateway's word decides now. */
@Injectable()
export class ResolveDifferentAmount {
  constructor(
    private readonly captures: OddCaptureRepository,
    private readonly odd: RecordOddCapture,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
  ) {}

  /**
   * Asks the gateway what it took and records that as what was paid. `not_captured`: it holds no money for the payment;
   * `other_currency`: nobody can say what it is worth here, so it stays flagged for people.
   * @throws GatewayUnavailable
   */
  async execute(paymentId: string): Promise<OddCaptureResult | 'not_captured'> {
    const payment = await this.captures.find(paymentId);
    if (!payment || payment.flag === null) return 'settled_before';
    const { gatewayKey: idempotencyKey, startedAt } = payment;
    const found = await this.gateway.findCharge({ paymentId, idempotencyKey, startedAt });
    if (found.status !== 'succeeded') return 'not_captured';
    return this.odd.ofOtherAmount(paymentId, found);
  }
}
