import {
  draftInvoice,
  gatewayMinimum,
  issueInvoice,
  type Invoice,
  type InvoiceEffect,
  type InvoiceEvent,
  type OpenCredit,
  type RedeemedCoupon,
  type TaxRounding,
  type TaxTreatment,
} from '@libs/billing/invoicing';
import { TimeZone, type Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { newId } from '@libs/persistence';
import type { Account } from '../../accounts/accounts.api';
import type { Bill } from '../bill';
import type { BillFacts } from './load-bill-facts';

/** A bill as the kernel decided it: issued without its number, or a draft that waits for the tax provider. */
export interface DecidedBill {
  readonly bill: Bill;
  readonly invoice: Invoice;
  readonly events: readonly InvoiceEvent[];
  readonly effects: readonly InvoiceEffect[];
}

export interface DecisionTerms {
  readonly now: Instant;
  readonly taxRounding: TaxRounding;
}

/**
 * Decides bills one after the other: what one uses of an account's credit, or of a coupon's cycles, is gone for the next.
 */
export function decideBills(bills: readonly Bill[], facts: BillFacts, terms: DecisionTerms): DecidedBill[] {
  const credits = new Map(facts.credits);
  const coupons = new Map(facts.coupons);
  return bills.map((bill) => {
    const { account, subscription } = bill;
    const held = (subscription && coupons.get(subscription.id)) ?? [];
    const draft = draftOf(bill, held, facts);
    if (subscription && draft.effects?.length) coupons.set(subscription.id, countedOnce(held, draft.effects));
    const tax = facts.taxes?.get(account.id);
    if (!tax) return { bill, ...draft, effects: draft.effects ?? [] };
    const open = credits.get(account.id) ?? [];
    const issued = issueDraft(draft.invoice, { account, tax, credits: open }, terms);
    if (issued.effects.length > 0) credits.set(account.id, creditsAfter(open, issued.effects));
    return { bill, ...issued, effects: [...(draft.effects ?? []), ...issued.effects] };
  });
}

export interface AssessedAccount {
  readonly account: Account;
  readonly tax: TaxTreatment;
  readonly credits: readonly OpenCredit[];
}

/** Taxes a draft, pays it from credit and issues it; the number is still to be given. */
export function issueDraft(
  draft: Invoice,
  { account, tax, credits }: AssessedAccount,
  { now, taxRounding }: DecisionTerms,
): Omit<DecidedBill, 'bill'> {
  const issued = issueInvoice(draft, {
    now,
    zone: TimeZone.of(account.timeZone),
    paymentTermsDays: account.paymentTermsDays,
    assess: { tax, taxRounding, credits, minimumCharge: gatewayMinimum(draft.currency) },
  });
  if (!issued.ok) throw new InvariantBroken(`invoice ${draft.id} is ${issued.error.status} and cannot be issued`);
  return { ...issued.value, effects: issued.value.effects ?? [] };
}

function draftOf(bill: Bill, coupons: readonly RedeemedCoupon[], { creditedTaxes }: BillFacts) {
  const { account, subscription, lines, period } = bill;
  return draftInvoice({
    invoiceId: newId(),
    accountId: account.id,
    subscriptionId: subscription?.id ?? null,
    currency: account.currency,
    period,
    lines,
    coupons,
    creditedTaxes,
  });
}

function countedOnce(held: readonly RedeemedCoupon[], effects: readonly InvoiceEffect[]): RedeemedCoupon[] {
  const codes = new Set(effects.flatMap((effect) => (effect.kind === 'coupon_cycle_used' ? effect.code : [])));
  return held.map((each) => (codes.has(each.coupon.code) ? { ...each, cyclesUsed: each.cyclesUsed + 1 } : each));
}

/** What is left of an account's credit for its next bill. */
function creditsAfter(open: readonly OpenCredit[], effects: readonly InvoiceEffect[]): OpenCredit[] {
  let left = [...open];
  for (const effect of effects) {
    if (effect.kind === 'credit_used') {
      left = left.map((each) =>
        each.id === effect.creditId ? { ...each, remaining: each.remaining.subtract(effect.amount) } : each,
      );
    }
    if (effect.kind === 'debit_carried') left.push({ id: newId(), remaining: effect.amount.negate() });
    if (effect.kind === 'credit_granted') left.push({ id: newId(), remaining: effect.amount });
  }
  return left.filter(({ remaining }) => !remaining.isZero());
}
