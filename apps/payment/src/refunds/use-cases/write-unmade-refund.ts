import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { newId, Outbox } from '@libs/persistence';
import { ReservationRepository } from '../persistence/reservation.repository';
import type { CreditNoteRefund } from '../refund';
import { refundMessage } from '../refund-message';

/** What cannot be given back is written down as failed, and told. */
@Injectable()
export class WriteUnmadeRefund {
  constructor(
    private readonly reservations: ReservationRepository,
    private readonly outbox: Outbox,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  async execute(order: CreditNoteRefund, origin: string): Promise<void> {
    const id = newId();
    await this.reservations.writeUnmade({ ...order, id, origin, at: this.clock.now() });
    await this.outbox.add([refundMessage({ id, paymentId: null, invoiceId: order.invoiceId }, id)]);
  }
}
