import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { ApplyGatewayEvent } from '../../gateway-webhooks/gateway-webhooks.api';
import { PAYMENT_GATEWAY, type PaymentGateway } from '../../gateways/gateway';
import { explain } from '../explain';
import { OurRecordsRepository } from '../persistence/our-records.repository';
import { sideOf, type Mismatch, type OurRecord, type ReconciliationRun } from '../reconciliation';
import { PAGE } from '../reconciliation-policy';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Disputes that opened before the window and are open here: a loss moves no money, so the books of the window cannot tell
 * it, and an open dispute holds its account's dunning. The gateway is asked for each by its name.
 */
@Injectable()
export class EndOpenDisputes {
  constructor(
    private readonly records: OurRecordsRepository,
    private readonly applyEvent: ApplyGatewayEvent,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** What ended there comes bit by bit: whoever waits between two may stop. Throws GatewayUnavailable. */
  async *execute(run: ReconciliationRun): AsyncGenerator<Mismatch[]> {
    for (let afterId = NO_ID; ;) {
      const page = await this.records.openDisputes(this.gateway.name, run.from, afterId, PAGE);
      for (const record of page) yield await this.lookInto(record);
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      afterId = last.id;
    }
  }

  private async lookInto(record: OurRecord): Promise<Mismatch[]> {
    const disputeReference = record.gatewayReference ?? '';
    const standing = await this.gateway.findDispute(disputeReference);
    if (standing !== 'won' && standing !== 'lost') return [];
    const { paymentId, amountMinor, currency } = record;
    const [payment] = await this.records.payments([paymentId], []);
    const result = await this.applyEvent.execute({
      id: `reconciliation_${disputeReference}`,
      createdAt: this.clock.now().toDate(),
      kind: 'dispute_closed',
      outcome: standing,
      disputeReference,
      gatewayReference: payment?.gatewayReference ?? '',
      paymentId,
      amountMinor,
      currency,
      reason: 'unknown',
    });
    const facts = { kind: 'status', subject: 'dispute', isRepaired: result === standing } as const;
    return [
      {
        ...facts,
        reference: disputeReference,
        paymentId,
        accountId: record.accountId,
        ours: sideOf(record),
        theirs: { amountMinor, currency, status: standing },
        explanation: explain({ ...facts, ourStatus: record.status }),
      },
    ];
  }
}
