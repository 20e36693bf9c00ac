import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TaxRatesController } from './http/tax-rates.controller';
import { TaxRateRepository } from './persistence/tax-rate.repository';
import { RatesTableProvider } from './rates-table.provider';
import { TAX_PROVIDER } from './tax-provider';
import { TaxRatesApi } from './tax-rates.api';
import { KeepTaxRates } from './use-cases/keep-tax-rates';

@Module({
  imports: [AuditModule],
  controllers: [TaxRatesController],
  providers: [TaxRatesApi, TaxRateRepository, KeepTaxRates, { provide: TAX_PROVIDER, useClass: RatesTableProvider }],
  exports: [TaxRatesApi],
})
export class TaxRatesModule {}
