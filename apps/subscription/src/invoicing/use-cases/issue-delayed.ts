import { Inject, Injectable } from '@nestjs/common';
import type { TaxRounding } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { Database, isUnavailable } from '@libs/persistence';
import { InvoiceIssueRepository, type DelayedDraft } from '../persistence/invoice-issue.repository';
import { TAX_ROUNDING } from '../tax-rounding';
import { issueDraft } from './decide-bills';
import { DelayedDrafts } from './delayed-drafts';
import { StoreBills } from './store-bills';

const BATCH = 100;

/** Puts an account aside whose work failed; from then on it is left alone until staff retry it. */
export type PutAside = (
  work: { readonly accountId: string; readonly subscriptionId: string | null; readonly step: string },
  error: unknown,
) => Promise<void>;

/** Issues the drafts that waited for the tax provider, each in a transaction of its own. */
@Injectable()
export class IssueDelayed {
  constructor(
    private readonly database: Database,
    private readonly drafts: DelayedDrafts,
    private readonly issue: InvoiceIssueRepository,
    private readonly store: StoreBills,
    @Inject(TAX_ROUNDING) private readonly taxRounding: TaxRounding,
  ) {}

  /** When there is something to try again; null: no bill waits. */
  async dueAt(): Promise<Instant | null> {
    return this.issue.nextDraftAt();
  }

  /** How many were issued. One that fails is put aside with its account, and the others go on. */
  async run(now: Instant, putAside: PutAside): Promise<number> {
    for (let issued = 0; ;) {
      // Whatever becomes of a draft, it is not due any more.
      const due = await this.drafts.due(now, BATCH);
      for (const draft of due) if (await this.issuedOrAside(draft, now, putAside)) issued++;
      if (due.length < BATCH) return issued;
    }
  }

  private async issuedOrAside(draft: DelayedDraft, now: Instant, putAside: PutAside): Promise<boolean> {
    try {
      return await this.issueOne(draft, now);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      await putAside({ accountId: draft.accountId, subscriptionId: null, step: 'delayed_invoice' }, error);
      return false;
    }
  }

  private async issueOne(draft: DelayedDraft, now: Instant): Promise<boolean> {
    return this.database.transaction(async () => {
      const found = await this.drafts.prepare(draft, now);
      if (!found) return false;
      const { account, record, key, invoice } = found;
      const { userId, cause, lineIds } = record;
      const decided = issueDraft(invoice, found, { now, taxRounding: this.taxRounding });
      const bill = { account, userId, cause, key, lines: invoice.lines, period: invoice.period };
      await this.issue.removeDrafts([draft.id]);
      const lines = { lineIds: new Map([[draft.id, lineIds]]) };
      await this.drafts.tell(await this.store.run([{ bill, ...decided }], now, lines));
      return true;
    });
  }
}
