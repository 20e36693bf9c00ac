import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import type { RefundPayload } from '@libs/dto';
import { toEnvelope } from '@libs/persistence';
import { auditFacts } from '../../audit-facts';
import { ReservationRepository } from '../persistence/reservation.repository';
import type { RefundOrder } from '../refund';
import { UNSENT_FOR_SECONDS } from '../refund-policy';

/** First recovery point: the amount is set aside, the refund and its message are on disk, and the gateway knows nothing. */
@Injectable()
export class OrderRefund {
  constructor(
    private readonly reservations: ReservationRepository,
    @Inject(BILLING_CLOCK) private readonly billingClock: BillingClock,
    @Inject(REAL_CLOCK) private readonly realClock: RealClock,
  ) {}

  /** False, and nothing is written, when the payment has less left than that, or cannot be refunded. */
  async execute(order: RefundOrder): Promise<boolean> {
    const now = this.realClock.now();
    const payload: RefundPayload = { refund_id: order.id };
    const message = {
      queue: 'q:pay:refund_initiation',
      action: 'refund',
      correlationId: order.paymentId,
      idempotencyKey: `refund-${order.id}`,
      payload,
    };
    const envelope = { ...(toEnvelope(message) as { id: string }), created_at: now.toString() };
    return this.reservations.reserve({
      order,
      at: this.billingClock.now(),
      nextCheckAt: now.plusSeconds(UNSENT_FOR_SECONDS),
      message: envelope,
      audit: auditFacts(),
    });
  }
}
