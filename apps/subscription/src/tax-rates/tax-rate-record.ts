import type { TaxRate } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';

/** A rate of the table: what the kernel taxes with, and its identity. */
export interface TaxRateRecord extends TaxRate {
  readonly id: string;
  readonly createdAt: Instant;
}

export type TaxRateChange = Partial<Pick<TaxRate, 'name' | 'percent' | 'isInclusive' | 'validFrom'>>;
