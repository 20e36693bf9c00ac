import { Inject, Injectable } from '@nestjs/common';
import type { TaxTreatment } from '@libs/billing/invoicing';
import { logger } from '@libs/observability';
import { TAX_PROVIDER, type TaxAsk, type TaxProvider } from './tax-provider';

export type { TaxAsk } from './tax-provider';

const log = logger('tax');

/** How bills are taxed. */
@Injectable()
export class TaxRatesApi {
  constructor(@Inject(TAX_PROVIDER) private readonly provider: TaxProvider) {}

  /** One treatment for each ask, in their order; undefined while the provider is down. */
  async treatments(asks: readonly TaxAsk[]): Promise<readonly TaxTreatment[] | undefined> {
    try {
      return await this.provider.treatments(asks);
    } catch (error) {
      log.error({ err: error, bills: asks.length }, 'tax provider down; the bills wait');
      return undefined;
    }
  }
}
