import { Inject, Injectable } from '@nestjs/common';
import type { Invoice } from '@libs/billing/invoicing';
import { renewSubscription } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { CreditNotesApi, type LoweredInvoice } from '../../invoicing/credit-notes.api';
import { InvoicingApi, type Bill } from '../../invoicing/invoicing.api';
import { DecideChange, type ChangeAsk, type DecidedChange } from './decide-change';
import { LoadFacts } from './load-facts';

export interface PreviewOfChange {
  readonly decided: DecidedChange;
  /** The invoice it would make: now, or for a change at the period's end then; usage until then is not known yet. */
  readonly invoice: Invoice | null;
  /** Bills that are still owed and will ask for less once it is in force. */
  readonly lowers: readonly LoweredInvoice[];
}

/** Tells what a change would do and cost, by the same decision that does it. Nothing is written. */
@Injectable()
export class PreviewChange {
  constructor(
    private readonly facts: LoadFacts,
    private readonly decide: DecideChange,
    private readonly invoicing: InvoicingApi,
    private readonly notes: CreditNotesApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError as ChangeSubscription */
  async run(ask: ChangeAsk & { id: string; accountId: string | undefined }): Promise<PreviewOfChange> {
    const now = this.clock.now();
    const facts = await this.facts.priceOf(await this.facts.forPreview(ask.id, ask.accountId));
    const decided = await this.decide.run(facts, ask, now);
    const bill = decided.plan.takesEffect === 'at_period_end' ? billAtPeriodEnd(decided) : decided.bill;
    const lowers = await this.notes.previewLowered(decided.plan.unpaid, now);
    return { decided, invoice: bill && (await this.invoicing.preview(bill, now)), lowers };
  }
}

/** The renewal that puts a scheduled change into force. */
function billAtPeriodEnd({ facts, plan, newPlan }: DecidedChange): Bill {
  const { account, record, zone } = facts;
  const { subscription } = plan;
  const planOf = (id: number) => (id === newPlan.id ? newPlan : facts.plan);
  const renewal = renewSubscription({ subscription, planOf, zone, now: subscription.currentPeriod.end });
  if (!renewal.ok) throw new InvariantBroken(`a change at the period's end is not renewed: ${renewal.error.code}`);
  const { lines, period } = renewal.value;
  const { userId } = record;
  return { account, subscription, userId, lines, period, cause: 'renewal', key: `preview:${subscription.id}` };
}
