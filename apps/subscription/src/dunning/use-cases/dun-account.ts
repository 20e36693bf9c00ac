import { Injectable } from '@nestjs/common';
import { afterStep, dueDunning } from '@libs/billing/collection';
import type { Instant } from '@libs/calendar';
import { AccountsApi } from '../../accounts/accounts.api';
import { DunningRepository } from '../persistence/dunning.repository';
import { DoStep, type StepToDo } from './do-step';
import { KeepStanding } from './keep-standing';
import { PlanDunning } from './plan-dunning';

/** Does all that is due about the unpaid bills of an account, the longest due first, and says how it stands then. */
@Injectable()
export class DunAccount {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly cases: DunningRepository,
    private readonly planning: PlanDunning,
    private readonly deeds: DoStep,
    private readonly standing: KeepStanding,
  ) {}

  /** Joins the transaction that holds the account's lock; let it be the last thing of it. Answers the number of steps. */
  async run(accountId: string, now: Instant): Promise<number> {
    const account = await this.accounts.lock(accountId);
    const todo: StepToDo[] = [];
    let steps = 0;
    for (const invoice of await this.cases.openOf(accountId)) {
      const due = dueDunning(this.planning.facts(invoice, account), now);
      // The account moved to another time zone, or the operator set other numbers: it says anew when it is due.
      const isPlanStale = due.length === 0 && invoice.nextAt !== null && !invoice.nextAt.isAfter(now);
      if (due.length === 0 && !isPlanStale) continue;
      steps += due.length;
      const dunned = due.reduce((before, step) => afterStep(before, step, now), invoice.dunned);
      const after = await this.cases.save(this.planning.toKeep({ ...invoice, dunned }, account));
      const plan = this.planning.plan(after, account);
      todo.push(...due.filter(({ skipped }) => !skipped).map((step) => ({ invoice: after, step, plan })));
    }
    await this.standing.run(account, now);
    // The last bill of a subscription takes its number, so cancellations come last.
    const isEnd = ({ step }: StepToDo) => step.kind === 'cancel';
    for (const each of [...todo.filter((one) => !isEnd(one)), ...todo.filter(isEnd)]) await this.deeds.run(each, now);
    return steps;
  }
}
