import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { INVOICE_LISTENERS, type InvoiceListener, type InvoiceRecord, type Payers } from '../invoicing/invoicing.api';
import { ChargeUnderWayRepository } from './persistence/charge-under-way.repository';
import { RequestPayment } from './use-cases/request-payment';

/** Whoever makes a bill, its money is asked for in the transaction that makes it. */
@Injectable()
export class AskForMoney implements InvoiceListener, OnModuleInit {
  constructor(
    @Inject(INVOICE_LISTENERS) private readonly listeners: InvoiceListener[],
    private readonly payment: RequestPayment,
    private readonly underWay: ChargeUnderWayRepository,
  ) {}

  onModuleInit(): void {
    this.listeners.push(this);
  }

  async issued(records: readonly InvoiceRecord[], payers: Payers): Promise<void> {
    await this.payment.run(records, payers);
  }

  async dueChanged(record: InvoiceRecord): Promise<void> {
    await this.payment.correct(record);
    if (record.invoice.status !== 'open') await this.underWay.end(record);
  }

  async settled(record: InvoiceRecord): Promise<void> {
    await this.underWay.end(record);
  }
}
