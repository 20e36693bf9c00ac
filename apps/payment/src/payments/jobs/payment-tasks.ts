import { Injectable } from '@nestjs/common';
import { RepeatingTasks } from '../../repeating-task';
import { ExpireKeys } from '../../key-claims/key-claims.api';
import { SettleUnknownOutcomes } from '../use-cases/settle-unknown-outcomes';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** What the payment worker does without being asked. */
@Injectable()
export class PaymentTasks extends RepeatingTasks {
  constructor(outcomes: SettleUnknownOutcomes, keys: ExpireKeys) {
    super(
      { name: 'settle_unknown_outcomes', pauseMs: SECOND_MS, run: () => outcomes.execute() },
      { name: 'expire_keys', pauseMs: HOUR_MS, run: () => keys.execute() },
    );
  }
}
