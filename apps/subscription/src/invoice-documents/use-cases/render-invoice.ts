import { Inject, Injectable } from '@nestjs/common';
import { AppError, InvariantBroken } from '@libs/errors';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import { BRAND, type Brand } from '../brand';
import { drawInvoice } from '../pdf/draw-invoice';

export interface RenderedInvoice {
  readonly record: InvoiceRecord;
  readonly account: Account;
  /** `INV-2026-000001.pdf` */
  readonly fileName: string;
  readonly pdf: Buffer;
}

/** Draws an invoice as it stands now: nothing is kept, since an issued invoice always gives the same lines and sums. */
@Injectable()
export class RenderInvoice {
  constructor(
    private readonly invoicing: InvoicingApi,
    private readonly accounts: AccountsApi,
    @Inject(BRAND) private readonly brand: Brand,
  ) {}

  /** `accountId` narrows to one account's. @throws AppError `not_found`, also for another account's and for a draft */
  async run(id: string, accountId?: string): Promise<RenderedInvoice> {
    const record = await this.invoicing.byId(id);
    const isOther = accountId !== undefined && record?.invoice.accountId !== accountId;
    if (!record || isOther || record.invoice.number === null) throw new AppError('not_found');
    const account = await this.accounts.byId(record.invoice.accountId);
    if (!account) throw new InvariantBroken(`invoice ${id} belongs to no account`);
    const pdf = await drawInvoice({ invoice: record.invoice, account, brand: this.brand });
    return { record, account, fileName: `${record.invoice.number}.pdf`, pdf };
  }
}
