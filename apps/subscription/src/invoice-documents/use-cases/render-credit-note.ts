import { Inject, Injectable } from '@nestjs/common';
import { AppError, InvariantBroken } from '@libs/errors';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { CreditNotesApi, type CreditNoteRecord } from '../../invoicing/credit-notes.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { BRAND, type Brand } from '../brand';
import { drawCreditNote } from '../pdf/draw-credit-note';

export interface RenderedCreditNote {
  readonly record: CreditNoteRecord;
  readonly account: Account;
  /** `CN-2026-000001.pdf` */
  readonly fileName: string;
  readonly pdf: Buffer;
}

/** Draws a credit note when it is asked for: nothing is kept, since one never changes. */
@Injectable()
export class RenderCreditNote {
  constructor(
    private readonly notes: CreditNotesApi,
    private readonly invoicing: InvoicingApi,
    private readonly accounts: AccountsApi,
    @Inject(BRAND) private readonly brand: Brand,
  ) {}

  /** `accountId` narrows to one account's. @throws AppError `not_found`, also for another account's */
  async run(id: string, accountId?: string): Promise<RenderedCreditNote> {
    const record = await this.notes.byId(id);
    if (!record || (accountId !== undefined && record.accountId !== accountId)) throw new AppError('not_found');
    const [lowered, account] = [
      await this.invoicing.byId(record.invoiceId),
      await this.accounts.byId(record.accountId),
    ];
    if (!lowered || !account) throw new InvariantBroken(`credit note ${id} lowers no invoice`);
    const pdf = await drawCreditNote({ record, invoice: lowered.invoice, account, brand: this.brand });
    return { record, account, fileName: `${record.number}.pdf`, pdf };
  }
}
