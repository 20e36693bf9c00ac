import { Inject, Injectable } from '@nestjs/common';
import type { TaxRate } from '@libs/billing/invoicing';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Database, newId } from '@libs/persistence';
import { AuditApi, changedFacts } from '../../audit/audit.api';
import { TaxRateRepository } from '../persistence/tax-rate.repository';
import type { TaxRateChange, TaxRateRecord } from '../tax-rate-record';

export type NewTaxRate = Omit<TaxRate, 'validFrom'> & { readonly validFrom?: Instant | undefined };

/** Keeps the rates table. Issued invoices stay as they were taxed, whatever happens here. */
@Injectable()
export class KeepTaxRates {
  constructor(
    private readonly database: Database,
    private readonly rates: TaxRateRepository,
    private readonly audit: AuditApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Valid from now unless said otherwise. @throws AppError `tax_rate_taken` */
  async create(given: NewTaxRate): Promise<TaxRateRecord> {
    const now = this.clock.now();
    const rate: TaxRateRecord = { ...given, id: newId(), validFrom: given.validFrom ?? now, createdAt: now };
    await this.database.transaction(async () => {
      await this.rates.add(rate);
      await this.audit.record({ action: 'tax_rate.created', subject: subjectOf(rate), after: factsOf(rate) });
    });
    return rate;
  }

  /** Members that are undefined stay as they are. @throws AppError `not_found`, `tax_rate_taken` */
  async update(id: string, change: TaxRateChange): Promise<TaxRateRecord> {
    return this.database.transaction(async () => {
      const before = await this.rates.lock(id);
      if (!before) throw new AppError('not_found');
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const after: TaxRateRecord = { ...before, ...given };
      const facts = changedFacts(factsOf(before), factsOf(after));
      if (!facts) return before;
      await this.rates.save(after);
      await this.audit.record({ action: 'tax_rate.updated', subject: subjectOf(after), ...facts });
      return after;
    });
  }

  /** @throws AppError `not_found` */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const rate = await this.rates.lock(id);
      if (!rate) throw new AppError('not_found');
      await this.rates.markDeleted(id, this.clock.now());
      await this.audit.record({ action: 'tax_rate.deleted', subject: subjectOf(rate), before: factsOf(rate) });
    });
  }

  /** @throws AppError `not_found` */
  async one(id: string): Promise<TaxRateRecord> {
    const rate = await this.rates.byId(id);
    if (!rate) throw new AppError('not_found');
    return rate;
  }

  /** One more than `limit`, the newest first. */
  async page(country: string | undefined, limit: number, beforeId?: string): Promise<TaxRateRecord[]> {
    return this.rates.page(country, limit, beforeId);
  }
}

function subjectOf({ id }: TaxRateRecord) {
  return { type: 'tax_rate', id };
}

function factsOf({ country, region, percent, name, isInclusive, validFrom }: TaxRateRecord) {
  return { country, region, percent: String(percent), name, inclusive: isInclusive, valid_from: String(validFrom) };
}
