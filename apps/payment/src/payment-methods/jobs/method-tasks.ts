import { Injectable } from '@nestjs/common';
import { RepeatingTasks } from '../../repeating-task';
import { TidyMethods } from '../use-cases/tidy-methods';

const PAUSE_MS = 5_000;

/** What the worker does about saved methods without being asked. */
@Injectable()
export class MethodTasks extends RepeatingTasks {
  constructor(tidy: TidyMethods) {
    super(
      { name: 'settle_method_drafts', pauseMs: PAUSE_MS, run: () => tidy.settleLeft() },
      { name: 'forget_methods', pauseMs: PAUSE_MS, run: () => tidy.forgetLeft() },
    );
  }
}
