import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { INVOICE_LISTENERS, type InvoiceListener, type InvoiceRecord, type Payers } from '../invoicing/invoicing.api';
import { EndDunning } from './use-cases/end-dunning';
import { OpenDunning } from './use-cases/open-dunning';

/** Hears of every bill that is issued, paid, voided or given up. */
@Injectable()
export class DunningListener implements InvoiceListener, OnModuleInit {
  constructor(
    @Inject(INVOICE_LISTENERS) private readonly listeners: InvoiceListener[],
    private readonly open: OpenDunning,
    private readonly end: EndDunning,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  onModuleInit(): void {
    this.listeners.push(this);
  }

  async issued(records: readonly InvoiceRecord[], payers: Payers): Promise<void> {
    await this.open.run(records, payers);
  }

  /** Lowered to nothing is paid as well. */
  async dueChanged(record: InvoiceRecord): Promise<void> {
    await this.end.run(record, this.clock.now());
  }

  async settled(record: InvoiceRecord): Promise<void> {
    await this.end.run(record, this.clock.now());
  }
}
