import { Injectable } from '@nestjs/common';
import type { InvoiceView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { newId } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { ChargeAtOnce } from './charge-at-once';

/** A bill to be charged to a saved method, as it is kept until that is done. */
export interface InvoiceToCharge {
  readonly invoice_id: string;
  readonly key: string;
  readonly payment_method_id: string | null;
}

/** Pays an open bill with a saved method because somebody asks for it. */
@Injectable()
export class PayOnRequest {
  constructor(
    private readonly invoicing: InvoicingApi,
    private readonly accounts: AccountsApi,
    private readonly charge: ChargeAtOnce,
  ) {}

  /**
   * Looks whether there is something to charge, and gives the attempt its name. `accountId` narrows to one account's.
   * @throws AppError `not_found`, `nothing_to_pay`, `payment_method_required`
   */
  async prepare(id: string, accountId: string | undefined, methodId: string | undefined): Promise<InvoiceToCharge> {
    const { invoice } = await this.read(id, accountId);
    const { status, amountDue } = invoice;
    const isOwed = status === 'open' || status === 'uncollectible';
    if (!isOwed || !amountDue.isPositive()) throw new AppError('nothing_to_pay', { status });
    const account = await this.accounts.byId(invoice.accountId);
    if (methodId === undefined && !account?.defaultPaymentMethod) throw new AppError('payment_method_required');
    return { invoice_id: id, key: `pay-${newId()}`, payment_method_id: methodId ?? null };
  }

  /**
   * `isDefinite` is false while the outcome is not known.
   * @throws AppError the decline code (402) with the invoice as data; `dependency_unavailable`: nobody can tell, try again
   */
  async run(ask: InvoiceToCharge): Promise<{ invoice: InvoiceView; isDefinite: boolean }> {
    const { invoice_id: id, ...charge } = ask;
    const outcome = await this.charge.run(id, charge, ChargeAtOnce.deadline());
    if (outcome.kind === 'unknown') throw new AppError('dependency_unavailable', { dependency: 'payment-service' });
    if (outcome.kind === 'refused') throw new AppError(outcome.code, { status: outcome.status });
    const invoice = this.invoicing.view(await this.read(id, undefined));
    if (outcome.kind === 'declined') throw new AppError(outcome.code, { data: invoice });
    return { invoice, isDefinite: outcome.kind === 'paid' };
  }

  private async read(id: string, accountId: string | undefined) {
    const found = await this.invoicing.byId(id);
    if (!found || (accountId !== undefined && found.invoice.accountId !== accountId)) throw new AppError('not_found');
    return found;
  }
}
