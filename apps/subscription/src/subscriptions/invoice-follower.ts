import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { INVOICE_LISTENERS, type InvoiceListener, type InvoiceRecord } from '../invoicing/invoicing.api';
import { FollowInvoice } from './use-cases/follow-invoice';

/** Hears of bills that staff settled or voided, and of those that were issued late. Whoever voids one for a subscription has saved that before. */
@Injectable()
export class InvoiceFollower implements InvoiceListener, OnModuleInit {
  constructor(
    @Inject(INVOICE_LISTENERS) private readonly listeners: InvoiceListener[],
    private readonly follow: FollowInvoice,
  ) {}

  onModuleInit(): void {
    this.listeners.push(this);
  }

  /** Whoever has a bill issued for a subscription knows what comes of it. */
  async issued(): Promise<void> {}

  /** Account credit may have paid for it whole. */
  async issuedLate(record: InvoiceRecord): Promise<void> {
    await this.follow.run(record);
  }

  async dueChanged(record: InvoiceRecord): Promise<void> {
    await this.follow.run(record);
  }

  /** Whoever takes in a payment knows what comes of it. */
  async settled(record: InvoiceRecord): Promise<void> {
    if (record.invoice.status === 'uncollectible') await this.follow.run(record);
  }
}
