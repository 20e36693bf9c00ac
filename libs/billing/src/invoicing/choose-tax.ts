import type { Instant } from '@libs/calendar';
import { Rate } from '@libs/money';
import {
  REVERSE_CHARGE_NOTE,
  type AppliedTaxRate,
  type TaxedAccount,
  type TaxRate,
  type TaxTreatment,
} from './tax-rate';

/** Members of the European Union in ISO 3166-1 alpha-2 (Greece is GR, whatever VAT numbers say). */
const EU = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

export interface TaxFacts {
  readonly account: TaxedAccount;
  readonly sellerCountry: string;
  readonly rates: readonly TaxRate[];
  /** The instant of finalization: rates count from their `validFrom`, that instant included. */
  readonly at: Instant;
}

/**
 * How an account is taxed: by its country, and by its region on top, each with the latest rate that is valid.
 * Exempt accounts and countries without a rate: none. An EU country that is not the seller's (who may sit outside the
 * EU), and a valid VAT number: 0 % and the note `Reverse charge`. A German account at 19 % → `{jurisdiction: 'DE', percent: 19}`; Quebec with 5 % for
 * Canada and 9.975 % of its own → both.
 */
export function chooseTax({ account, sellerCountry, rates, at }: TaxFacts): TaxTreatment {
  const { country, region, isTaxExempt, hasValidVatId } = account;
  if (isTaxExempt || country === null) return { rates: [], notes: [] };
  if (hasValidVatId && country !== sellerCountry && EU.has(country)) {
    const zero: AppliedTaxRate = {
      jurisdiction: country,
      name: REVERSE_CHARGE_NOTE,
      percent: Rate.zero,
      isInclusive: false,
    };
    return { rates: [zero], notes: [REVERSE_CHARGE_NOTE] };
  }
  const valid = rates.filter((rate) => rate.country === country && !rate.validFrom.isAfter(at));
  const areas = region === null ? [null] : [null, region];
  return { rates: areas.flatMap((area) => appliedIn(area, valid)), notes: [] };
}

function appliedIn(region: string | null, rates: readonly TaxRate[]): AppliedTaxRate[] {
  const inRegion = rates.filter((rate) => rate.region === region);
  const [latest] = inRegion.toSorted((a, b) => b.validFrom.compare(a.validFrom));
  if (!latest) return [];
  const { name, percent, isInclusive, country } = latest;
  return [{ jurisdiction: region === null ? country : `${country}-${region}`, name, percent, isInclusive }];
}
