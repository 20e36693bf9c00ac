import { Injectable } from '@nestjs/common';
import type { LineProposal } from '@libs/billing/subscription';
import {
  wireAmount,
  type ChangedSubscriptionView,
  type ChangePreviewView,
  type LoweredInvoiceView,
  type ProrationView,
} from '@libs/dto';
import { Money } from '@libs/money';
import type { LoweredInvoice } from '../../invoicing/credit-notes.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import type { ChangeOutcome } from './carry-out-change';
import type { DecidedChange } from './decide-change';
import type { PreviewOfChange } from './preview-change';
import { ShowSubscriptions } from './show-subscriptions';

/** Changes as clients see them. */
@Injectable()
export class ShowChanges {
  constructor(
    private readonly show: ShowSubscriptions,
    private readonly invoicing: InvoicingApi,
  ) {}

  async outcome({ record, decided, invoice, lowers }: ChangeOutcome): Promise<ChangedSubscriptionView> {
    const proration = decided && { ...this.proration(decided, invoice), lowers: lowers.map(loweredView) };
    return { ...(await this.show.one(record)), proration };
  }

  preview({ decided, invoice, lowers }: PreviewOfChange): ChangePreviewView {
    const { currency } = decided.plan.net;
    return {
      ...headOf(decided),
      amount_due: wireAmount(invoice?.amountDue ?? Money.zero(currency)),
      currency,
      invoice: invoice && this.invoicing.previewView(invoice),
      lowers: lowers.map(loweredView),
    };
  }

  private proration(decided: DecidedChange, invoice: InvoiceRecord | null): Omit<ProrationView, 'lowers'> {
    const { lines, net } = decided.plan;
    const { currency } = net;
    const sum = (some: readonly LineProposal[]) =>
      Money.sum(
        some.map(({ lineTotal }) => lineTotal),
        currency,
      );
    return {
      ...headOf(decided),
      credit: wireAmount(sum(lines.filter(({ lineTotal }) => lineTotal.isNegative())).negate()),
      charge: wireAmount(sum(lines.filter(({ lineTotal }) => !lineTotal.isNegative()))),
      net: wireAmount(net),
      amount_due: wireAmount(invoice?.invoice.amountDue ?? Money.zero(currency)),
      currency,
      invoice: invoice && this.invoicing.view(invoice),
    };
  }
}

function loweredView({ invoiceId, amount, amountDue }: LoweredInvoice): LoweredInvoiceView {
  return { invoice_id: invoiceId, amount: wireAmount(amount), amount_due: wireAmount(amountDue) };
}

function headOf({ plan, at }: DecidedChange) {
  const { direction, takesEffect } = plan;
  return { direction, takes_effect: takesEffect, effective_at: at.toString() };
}
