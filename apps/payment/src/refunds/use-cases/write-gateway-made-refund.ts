import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import { newId } from '@libs/persistence';
import { auditFacts } from '../../audit-facts';
import { GatewayMadeRefundRepository } from '../persistence/gateway-made-refund.repository';
import type { ToldRefund } from '../refund';

/** A refund that nobody asked for here becomes a row of ours, whose end is recorded next. */
@Injectable()
export class WriteGatewayMadeRefund {
  constructor(
    private readonly made: GatewayMadeRefundRepository,
    @Inject(BILLING_CLOCK) private readonly billingClock: BillingClock,
    @Inject(REAL_CLOCK) private readonly realClock: RealClock,
  ) {}

  /** Its id; undefined, and nothing written, when refunds would be more than was captured. Under the payment's lock. */
  async execute(paymentId: string, told: ToldRefund): Promise<string | undefined> {
    const id = newId();
    const [at, heardAt] = [this.billingClock.now(), this.realClock.now()];
    return (await this.made.write({ id, paymentId, told, at, heardAt, audit: auditFacts() })) ? id : undefined;
  }
}
