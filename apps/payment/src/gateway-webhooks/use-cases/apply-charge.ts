import { Injectable } from '@nestjs/common';
import type { ChargeOutcome } from '../../gateways/gateway';
import type { Payment } from '../../payments/payments.api';
import { FeesApi } from '../../transactions/fees.api';
import { judgeOutcome, RecordOddCapture, RecordTransaction } from '../../transactions/transactions.api';

/** The gateway said so itself; asking it soon finds out whether that is all. */
const ASK_AGAIN_SECONDS = 5;

/**
 * Applies what the gateway says of a charge. Only a payment that is still `processing` takes an outcome, so the end is the
 * same whichever comes first; money for one that was called failed is taken, too, since the gateway has it.
 */
@Injectable()
export class ApplyCharge {
  constructor(
    private readonly transactions: RecordTransaction,
    private readonly oddCaptures: RecordOddCapture,
    private readonly fees: FeesApi,
  ) {}

  /** Says in a word what came of it. */
  async execute(payment: Payment, outcome: ChargeOutcome): Promise<string> {
    const verdict = judgeOutcome(payment, outcome);
    if (verdict.status === 'processing' && (await this.transactions.hold({ payment, verdict }, ASK_AGAIN_SECONDS))) {
      return verdict.flag ?? 'noted';
    }
    const isSettled = verdict.status !== 'processing' && (await this.transactions.settle({ payment, verdict }));
    if (outcome.status !== 'succeeded') return isSettled ? verdict.status : 'settled_before';
    const result = isSettled ? verdict.status : await this.captureLate(payment, outcome);
    if (verdict.fee) {
      await this.fees.record({ transactionId: payment.id, accountId: payment.accountId, fee: verdict.fee });
    }
    return result;
  }

  /** The money is there: for a payment that was given up, that is its outcome now. */
  private async captureLate(payment: Payment, taken: Extract<ChargeOutcome, { status: 'succeeded' }>): Promise<string> {
    const result = await this.oddCaptures.late(payment.id, taken);
    if (result === 'captured') return 'captured_late';
    if (result === 'settled_before') return result;
    await this.transactions.flagLateCapture(payment);
    return result;
  }
}
