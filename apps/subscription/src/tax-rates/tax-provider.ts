import type { TaxedAccount, TaxTreatment } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';

export interface TaxAsk {
  readonly accountId: string;
  readonly account: TaxedAccount;
  /** The instant of finalization. */
  readonly at: Instant;
}

/** Says how bills are taxed. One that cannot answer throws: the bills wait, and it is asked again. */
export interface TaxProvider {
  /** One treatment for each ask, in their order. */
  treatments(asks: readonly TaxAsk[]): Promise<readonly TaxTreatment[]>;
}

export const TAX_PROVIDER = Symbol('tax provider');
