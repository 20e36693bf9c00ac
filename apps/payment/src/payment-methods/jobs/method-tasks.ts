import { Injectable } from '@nestjs/common';
import { RepeatingTasks } from '../../repeating-task';
import { EraseAccounts } from '../use-cases/erase-accounts';
import { TidyMethods } from '../use-cases/tidy-methods';

const PAUSE_MS = 5_000;

/** What the worker does about saved methods without being asked. */
@Injectable()
export class MethodTasks extends RepeatingTasks {
  constructor(tidy: TidyMethods, erase: EraseAccounts) {
    super(
      { name: 'settle_method_drafts', pauseMs: PAUSE_MS, run: () => tidy.settleLeft() },
      { name: 'forget_methods', pauseMs: PAUSE_MS, run: () => tidy.forgetLeft() },
      { name: 'erase_accounts', pauseMs: PAUSE_MS, run: () => erase.run() },
    );
  }
}
