import { Injectable } from '@nestjs/common';
import type { Invoice } from '@libs/billing/invoicing';
import { dueWork, warnOfTrialEnd, type DueWork, type Subscription } from '@libs/billing/subscription';
import { TimeZone } from '@libs/calendar';
import { AppError } from '@libs/errors';
import type { CatalogPlan } from '../../catalog/catalog.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { BillDuePage } from './bill-due-page';
import { decideWhenDue } from './decide-when-due';
import { LoadFacts, type Payer } from './load-facts';
import { ScheduleVersions } from './schedule-versions';

interface NextBilling {
  readonly payer: Payer;
  readonly work: DueWork;
}

/** Tells what an account's next invoice will say, by the decision that will make it: price, and the usage there is so far. */
@Injectable()
export class PreviewNextInvoice {
  constructor(
    private readonly facts: LoadFacts,
    private readonly versions: ScheduleVersions,
    private readonly bills: BillDuePage,
    private readonly invoicing: InvoicingApi,
  ) {}

  /** @throws AppError `not_found`, `nothing_to_bill` */
  async run(accountId: string): Promise<Invoice> {
    const payers = await this.versions.preview(await this.facts.ofAccount(accountId));
    const next = payers
      .flatMap((payer): NextBilling[] => {
        const work = billingOf(payer.record.subscription, TimeZone.of(payer.account.timeZone));
        return work ? [{ payer, work }] : [];
      })
      .toSorted((a, b) => a.work.at.compare(b.work.at))[0];
    const invoice = next && (await this.invoiceOf(next));
    if (!invoice) throw new AppError('nothing_to_bill');
    return invoice;
  }

  private async invoiceOf({ payer, work }: NextBilling): Promise<Invoice | null> {
    const planOf = await this.plansOf(payer.record.subscription);
    const [bill] = await this.bills.bills([decideWhenDue(payer, work, planOf)], planOf);
    return bill ? this.invoicing.preview(bill, work.at) : null;
  }

  private async plansOf({ planId, planVersion, pendingChange, pendingVersions }: Subscription) {
    const plans = new Map<string, CatalogPlan>();
    for (const named of [{ planId, planVersion }, pendingChange, ...(pendingVersions ?? [])]) {
      if (!named) continue;
      const plan = await this.facts.version(named.planId, named.planVersion);
      plans.set(`${named.planId}:${named.planVersion}`, plan);
    }
    return (id: number, version: number) => plans.get(`${id}:${version}`) as CatalogPlan;
  }
}

/** When a subscription is billed next; null for one that ends, or is not billed before somebody acts. */
function billingOf(subscription: Subscription, zone: TimeZone): DueWork | null {
  const work = dueWork(subscription, zone);
  if (work?.step === 'trial_will_end') return billingOf(warnOfTrialEnd(subscription, work.at).subscription, zone);
  return work?.step === 'renewal' || work?.step === 'trial_end' ? work : null;
}
