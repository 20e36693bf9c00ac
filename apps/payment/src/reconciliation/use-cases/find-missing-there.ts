import { Inject, Injectable } from '@nestjs/common';
import { PAYMENT_GATEWAY, type PaymentGateway } from '../../gateways/gateway';
import { explain } from '../explain';
import { OurRecordsRepository } from '../persistence/our-records.repository';
import { sideOf, type Mismatch, type OurRecord, type ReconciliationRun } from '../reconciliation';
import { PAGE } from '../reconciliation-policy';

const NO_ID = '00000000-0000-0000-0000-000000000000';
/** Asking one by one is slow; where so many are missing, something else is wrong, and all of them are named. */
const ASKED_MAX = 100;

/** Money that we believe to have moved, of which the gateway's books of the window say nothing. */
@Injectable()
export class FindMissingThere {
  constructor(
    private readonly records: OurRecordsRepository,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
  ) {}

  /** `seen`: ids of ours that the books told of. What is missing comes bit by bit: whoever waits between two may stop. */
  async *execute(run: ReconciliationRun, seen: ReadonlySet<string>): AsyncGenerator<Mismatch[]> {
    const asked = { left: ASKED_MAX };
    for (const subject of ['charge', 'refund'] as const) {
      for (let afterId = NO_ID; ;) {
        const page = await this.page(subject, run, afterId);
        for (const record of page) {
          if (seen.has(record.id)) continue;
          yield (await this.isThere(subject, record, asked)) ? [] : [mismatchOf(subject, record)];
        }
        const last = page.at(-1);
        if (!last || page.length < PAGE) break;
        afterId = last.id;
      }
    }
  }

  private page(subject: 'charge' | 'refund', run: ReconciliationRun, afterId: string): Promise<OurRecord[]> {
    const { name } = this.gateway;
    return subject === 'charge'
      ? this.records.captured(name, run, afterId, PAGE)
      : this.records.refunded(name, run, afterId, PAGE);
  }

  /** It may have moved outside of the window: a slow card settles later than it is charged. The gateway is asked itself. */
  private async isThere(subject: 'charge' | 'refund', record: OurRecord, asked: { left: number }): Promise<boolean> {
    if (asked.left === 0 || !record.startedAt) return false;
    asked.left -= 1;
    const { id, startedAt } = record;
    if (subject === 'charge') {
      const lookup = { paymentId: id, idempotencyKey: `payment-${id}`, startedAt };
      return (await this.gateway.findCharge(lookup)).status === 'succeeded';
    }
    const [payment] = await this.records.payments([record.paymentId], []);
    const chargeReference = payment?.gatewayReference ?? '';
    const named = record.gatewayReference === null ? {} : { refundReference: record.gatewayReference };
    const lookup = { refundId: id, ...named, idempotencyKey: `refund-${id}`, chargeReference, startedAt };
    const found = await this.gateway.findRefund(lookup);
    return found.status === 'succeeded' || found.status === 'processing';
  }
}

function mismatchOf(subject: 'charge' | 'refund', record: OurRecord): Mismatch {
  const facts = { kind: 'missing_there', subject, isRepaired: false } as const;
  return {
    ...facts,
    reference: record.gatewayReference ?? record.id,
    paymentId: record.paymentId,
    accountId: record.accountId,
    ours: sideOf(record),
    theirs: null,
    explanation: explain(facts),
  };
}
