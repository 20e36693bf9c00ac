import type { TimeZone } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Rate, type Money } from '@libs/money';
import type { Plan } from '../catalog/plan';
import type { Subscription } from '../subscription/subscription';
import { describePeriod, describePeriodWithYears } from './describe-period';
import { totalsOf, type InvoiceChange, type InvoiceLine } from './invoice';

export interface FirstInvoiceFacts {
  readonly invoiceId: string;
  readonly subscription: Subscription;
  readonly plan: Pick<Plan, 'name' | 'isPerSeat' | 'prices'>;
  readonly zone: TimeZone;
}

/**
 * Drafts the bill for a subscription's first period: Pro at 29.99 from 10 Feb → one line `Pro, 10 Feb to 10 Mar`, 29.99;
 * 3 seats at 10.00 → one line of kind `seat`, 30.00. Totals are the sum of the lines.
 */
export function draftFirstInvoice({ invoiceId, subscription, plan, zone }: FirstInvoiceFacts): InvoiceChange {
  const { currency } = subscription.periodPrice;
  const lines = [priceLine(subscription, plan, zone)];
  const invoice = {
    id: invoiceId,
    accountId: subscription.accountId,
    subscriptionId: subscription.id,
    status: 'draft',
    currency,
    lines,
    period: subscription.currentPeriod,
    number: null,
    issuedAt: null,
    dueAt: null,
    paidAt: null,
    ...totalsOf(lines, currency),
  } as const;
  return { invoice, events: [{ type: 'invoice.created', invoiceId }] };
}

/** The flat or per-seat price of the present period, in advance. */
function priceLine(subscription: Subscription, plan: FirstInvoiceFacts['plan'], zone: TimeZone): InvoiceLine {
  const { currentPeriod: period, quantity, periodPrice } = subscription;
  const unitPrice = unitPriceOf(subscription, plan);
  const counted = plan.isPerSeat ? `${quantity} ${quantity === 1 ? 'seat' : 'seats'}` : String(quantity);
  const span = describePeriodWithYears(period, zone);
  return {
    kind: plan.isPerSeat ? 'seat' : 'subscription',
    description: `${plan.name}, ${describePeriod(period, zone)}`,
    quantity: String(quantity),
    unitRate: Rate.ofMoney(unitPrice),
    lineTotal: periodPrice,
    period,
    metric: null,
    explanation: `${counted} × ${unitPrice} for ${span} = ${periodPrice}.`,
  };
}

function unitPriceOf({ periodPrice, quantity, id }: Subscription, { prices }: FirstInvoiceFacts['plan']): Money {
  const unitPrice = prices.find(({ currency }) => currency === periodPrice.currency);
  if (!unitPrice?.times(quantity).equals(periodPrice)) {
    throw new InvariantBroken(`subscription ${id} was not started from this version of its plan`);
  }
  return unitPrice;
}
