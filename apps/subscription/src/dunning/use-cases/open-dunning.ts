import { Injectable } from '@nestjs/common';
import { dunningScopeOf, openDunningCase, type DunningScope, type DunningStep } from '@libs/billing/collection';
import { isAwaited, payerOf, type InvoiceRecord, type Payers } from '../../invoicing/invoicing.api';
import type { DunnedInvoice } from '../dunned-invoice';
import { DunningRepository } from '../persistence/dunning.repository';
import { PlanDunning } from './plan-dunning';

/** Keeps in mind every bill that is to be dunned, from the transaction on that issues it. */
@Injectable()
export class OpenDunning {
  constructor(
    private readonly cases: DunningRepository,
    private readonly planning: PlanDunning,
  ) {}

  async run(records: readonly InvoiceRecord[], payers: Payers): Promise<void> {
    const next = new Map<string, DunningStep | null>();
    await this.cases.open(
      records.flatMap((record) => {
        const invoice = newCase(record);
        if (!invoice) return [];
        const account = payerOf(record, payers);
        // Bills of one run are due at the same few instants, and calendars are slow.
        const { scope, dueAt } = invoice.dunned;
        const alike = `${scope} ${dueAt} ${account.timeZone} ${account.defaultPaymentMethod === null}`;
        const known = next.get(alike);
        if (known !== undefined) return [{ invoice, next: known }];
        const planned = this.planning.toKeep(invoice, account);
        next.set(alike, planned.next);
        return [planned];
      }),
    );
  }
}

/** Undefined for what is paid already, and for what is not dunned. */
function newCase(record: InvoiceRecord): DunnedInvoice | undefined {
  const { id: invoiceId, accountId, subscriptionId, status, period } = record.invoice;
  const scope = scopeOf(record);
  // The grace after a trial begins with its end, whatever terms of payment the account has.
  const dueAt = scope === 'trial' ? period.start : record.invoice.dueAt;
  if (status !== 'open' || !scope || !dueAt) return undefined;
  const dunned = openDunningCase(scope, dueAt);
  return { invoiceId, accountId, subscriptionId, dunned, endedAt: null, endedAs: null, nextAt: null, version: 1 };
}

function scopeOf({ cause, invoice: { subscriptionId } }: InvoiceRecord): DunningScope | null {
  return dunningScopeOf({
    subscriptionId,
    isAwaited: isAwaited(cause),
    isOfTrial: cause === 'trial',
    isFinal: cause === 'final',
  });
}
