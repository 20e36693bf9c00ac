import { Injectable } from '@nestjs/common';
import { RepeatingTasks } from '../../repeating-task';
import { SettleUnknownRefunds } from '../use-cases/settle-unknown-refunds';

const PAUSE_MS = 2_000;

/** Looks after refunds whose outcome nobody has told. */
@Injectable()
export class RefundTasks extends RepeatingTasks {
  constructor(refunds: SettleUnknownRefunds) {
    super({ name: 'settle_unknown_refunds', pauseMs: PAUSE_MS, run: () => refunds.execute() });
  }
}
