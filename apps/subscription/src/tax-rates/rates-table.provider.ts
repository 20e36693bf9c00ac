import { Inject, Injectable } from '@nestjs/common';
import { chooseTax, type TaxTreatment } from '@libs/billing/invoicing';
import { CONFIG, type Config } from '@libs/config';
import { TaxRateRepository } from './persistence/tax-rate.repository';
import type { TaxAsk, TaxProvider } from './tax-provider';

/** The default provider: the rates that staff keep in our own table. */
@Injectable()
export class RatesTableProvider implements TaxProvider {
  constructor(
    private readonly rates: TaxRateRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async treatments(asks: readonly TaxAsk[]): Promise<TaxTreatment[]> {
    const countries = new Set(asks.flatMap(({ account }) => account.country ?? []));
    const rates = countries.size === 0 ? [] : await this.rates.ofCountries([...countries]);
    const { sellerCountry } = this.config.tax;
    // Thousands of accounts share a few places: each place is decided once.
    const known = new Map<string, TaxTreatment>();
    return asks.map(({ account, at }) => {
      const { country, region, isTaxExempt, hasValidVatId } = account;
      const place = JSON.stringify([country, region, isTaxExempt, hasValidVatId, at]);
      const treatment = known.get(place) ?? chooseTax({ account, sellerCountry, rates, at });
      known.set(place, treatment);
      return treatment;
    });
  }
}
