import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags, IntersectionType } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { Instant } from '@libs/calendar';
import { CreateTaxRateBody, IsCountry, readPercent, TaxRateView, UpdateTaxRateBody } from '@libs/dto';
import { Endpoint, pageOf, PageQuery, readCursor, UuidParam, type Page } from '@libs/http';
import type { TaxRateRecord } from '../tax-rate-record';
import { KeepTaxRates } from '../use-cases/keep-tax-rates';

class CountryFilter {
  @ApiPropertyOptional({ example: 'DE', description: 'ISO 3166-1 alpha-2' })
  @IsOptional()
  @IsCountry()
  country?: string;
}

class TaxRatesQuery extends IntersectionType(PageQuery, CountryFilter) {}

@ApiTags('Tax rates')
@Controller('v1/tax-rates')
export class TaxRatesController {
  constructor(private readonly rates: KeepTaxRates) {}

  @Get()
  @Endpoint({
    operation: 'tax_rates.read',
    summary: 'Tax rates, the newest first',
    answer: { page: TaxRateView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: TaxRatesQuery): Promise<Page<TaxRateView>> {
    const rates = await this.rates.page(query.country, query.limit, readCursor(query.cursor));
    return pageOf(rates, query.limit, ({ id }) => id, taxRateView);
  }

  @Get(':id')
  @Endpoint({ operation: 'tax_rates.read', summary: 'One tax rate', answer: TaxRateView, errors: ['not_found'] })
  async one(@Param('id', UuidParam) id: string): Promise<TaxRateView> {
    return taxRateView(await this.rates.one(id));
  }

  @Post()
  @Endpoint({
    operation: 'tax_rates.keep',
    summary: 'Add a tax rate',
    description: 'A rate of a region is charged on top of the rate of its country. A change of a rate is a new one.',
    status: 201,
    answer: TaxRateView,
    errors: ['validation_failed', 'tax_rate_taken'],
  })
  async create(@Body() body: CreateTaxRateBody): Promise<TaxRateView> {
    const rate = await this.rates.create({
      country: body.country,
      region: body.region ?? null,
      percent: readPercent(body.rate, 'rate'),
      name: body.name,
      isInclusive: body.inclusive ?? false,
      validFrom: body.valid_from === undefined ? undefined : Instant.of(body.valid_from),
    });
    return taxRateView(rate);
  }

  @Patch(':id')
  @Endpoint({
    operation: 'tax_rates.keep',
    summary: 'Correct a tax rate',
    description: 'Counts for invoices that are issued from now on; issued ones stay as they are.',
    answer: TaxRateView,
    errors: ['validation_failed', 'not_found', 'tax_rate_taken'],
  })
  async update(@Param('id', UuidParam) id: string, @Body() body: UpdateTaxRateBody): Promise<TaxRateView> {
    const change = {
      name: body.name,
      percent: body.rate === undefined ? undefined : readPercent(body.rate, 'rate'),
      isInclusive: body.inclusive,
      validFrom: body.valid_from === undefined ? undefined : Instant.of(body.valid_from),
    };
    return taxRateView(await this.rates.update(id, change as Parameters<KeepTaxRates['update']>[1]));
  }

  @Delete(':id')
  @Endpoint({ operation: 'tax_rates.keep', summary: 'Remove a tax rate', status: 204, errors: ['not_found'] })
  async remove(@Param('id', UuidParam) id: string): Promise<void> {
    await this.rates.remove(id);
  }
}

function taxRateView(rate: TaxRateRecord): TaxRateView {
  return {
    id: rate.id,
    country: rate.country,
    region: rate.region,
    rate: Number(rate.percent.toDecimalText()),
    name: rate.name,
    inclusive: rate.isInclusive,
    valid_from: rate.validFrom.toString(),
    created_at: rate.createdAt.toString(),
  };
}
