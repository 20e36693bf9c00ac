import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsInstant } from './instants';
import { IsPercent } from './percent';
import { IsCountry } from './places';
import { WhenGiven } from './when-given';

const RATE = { oneOf: [{ type: 'number' }, { type: 'string' }], example: 19, description: 'Percent, 0 to 100' };
const VALID_FROM = { format: 'date-time', example: '2026-01-01T00:00:00Z' };

export class CreateTaxRateBody {
  @ApiProperty({ example: 'DE', description: 'ISO 3166-1 alpha-2' })
  @IsCountry()
  country!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'CA',
    maxLength: 50,
    description: 'As accounts write it',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  region?: string | null;

  @ApiProperty(RATE)
  @IsPercent()
  rate!: number | string;

  @ApiProperty({ example: 'VAT', maxLength: 100 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name!: string;

  @ApiPropertyOptional({ example: false, description: 'True when prices contain the tax already; false unless given' })
  @WhenGiven()
  @IsBoolean()
  inclusive?: boolean;

  @ApiPropertyOptional({ ...VALID_FROM, description: 'Counts from this instant on; now unless given' })
  @WhenGiven()
  @IsInstant()
  valid_from?: string;
}

export class UpdateTaxRateBody {
  @ApiPropertyOptional(RATE)
  @WhenGiven()
  @IsPercent()
  rate?: number | string;

  @ApiPropertyOptional({ example: 'VAT', maxLength: 100 })
  @WhenGiven()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name?: string;

  @ApiPropertyOptional({ example: false })
  @WhenGiven()
  @IsBoolean()
  inclusive?: boolean;

  @ApiPropertyOptional(VALID_FROM)
  @WhenGiven()
  @IsInstant()
  valid_from?: string;
}

export class TaxRateView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'DE' }) country!: string;
  @ApiProperty({ type: String, nullable: true, example: null }) region!: string | null;
  @ApiProperty({ example: 19, description: 'Percent' }) rate!: number;
  @ApiProperty({ example: 'VAT' }) name!: string;
  @ApiProperty({ example: false }) inclusive!: boolean;
  @ApiProperty({ format: 'date-time' }) valid_from!: string;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}
