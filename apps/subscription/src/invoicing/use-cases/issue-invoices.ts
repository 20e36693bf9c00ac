import { Inject, Injectable } from '@nestjs/common';
import type { Invoice, TaxRounding } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { Bill } from '../bill';
import type { InvoiceRecord } from '../invoice-record';
import { TAX_ROUNDING } from '../tax-rounding';
import { decideBills } from './decide-bills';
import { LoadBillFacts } from './load-bill-facts';
import { StoreBills } from './store-bills';

/** Makes invoices, one or thousands: loads the facts of all, decides each in the kernel, writes all at once. */
@Injectable()
export class IssueInvoices {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadBillFacts,
    private readonly store: StoreBills,
    @Inject(TAX_ROUNDING) private readonly taxRounding: TaxRounding,
  ) {}

  /**
   * The caller holds the lock of every account. Those that were billed before, and those without lines, are left out.
   * While the tax provider is down they come back as drafts, to be issued later by `IssueDelayed`.
   */
  async run(bills: readonly Bill[], now: Instant): Promise<InvoiceRecord[]> {
    return this.database.transaction(async () => {
      const toBill = await this.facts.unbilled(bills);
      if (toBill.length === 0) return [];
      const decided = decideBills(toBill, await this.facts.run(toBill, now), this.terms(now));
      return this.store.run(decided, now);
    });
  }

  /** What `run` would make of one bill, from the same decision; the draft where tax cannot be told. Null without lines. */
  async preview(bill: Bill, now: Instant): Promise<Invoice | null> {
    if (bill.lines.length === 0) return null;
    const [decided] = decideBills([bill], await this.facts.run([bill], now), this.terms(now));
    return decided?.invoice ?? null;
  }

  private terms(now: Instant) {
    return { now, taxRounding: this.taxRounding };
  }
}
