import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { BILL_IN, type BillIn } from '@libs/billing/catalog';
import { CYCLE_UNITS, type CycleUnit } from '@libs/calendar';
import { IsAmount } from './amount';
import { IsMetadata, type Metadata } from './metadata';
import { IsCurrency } from './places';

const PRICES_SCHEMA = {
  type: 'object' as const,
  additionalProperties: { oneOf: [{ type: 'number' }, { type: 'string' }] },
  example: { EUR: 27.5 },
};
const FEATURES_SCHEMA = {
  type: 'object' as const,
  additionalProperties: {
    oneOf: [
      { type: 'boolean' },
      {
        type: 'object',
        required: ['limit'],
        properties: {
          limit: { oneOf: [{ type: 'integer' }, { type: 'string' }], nullable: true },
          overage: { type: 'boolean' },
        },
      },
    ],
  },
  example: { api_calls: { limit: 1000 }, storage: { limit: '1GB' }, sso: true },
};
const FEATURES_TEXT =
  'By feature name: true, or a limit that is a number, a size with a unit, or null for unlimited; absent: not in the plan';

/** What may change after a plan was made. Price, cycle, trial and features make a new version; the rest does not. */
export class UpdatePlanBody {
  @ApiPropertyOptional({ example: 'Pro', maxLength: 200 })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;

  @ApiPropertyOptional({ example: 'For growing teams', maxLength: 2000, nullable: true, type: String })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  description?: string | null;

  @ApiPropertyOptional({ description: 'Price per cycle in `currency`' })
  @IsOptional()
  @IsAmount()
  price?: number | string;

  @ApiPropertyOptional({ example: 'USD', description: 'ISO 4217; the currency of `price`' })
  @IsOptional()
  @IsCurrency()
  currency?: string;

  @ApiPropertyOptional({ ...PRICES_SCHEMA, description: 'Prices in further currencies; replaces them all' })
  @IsOptional()
  @IsObject()
  prices?: Record<string, number | string>;

  @ApiPropertyOptional({ enum: CYCLE_UNITS, example: 'monthly' })
  @IsOptional()
  @IsIn(CYCLE_UNITS)
  billing_cycle?: CycleUnit;

  @ApiPropertyOptional({ minimum: 1, example: 1, description: 'Every so many cycles' })
  @IsOptional()
  @IsInt()
  @Min(1)
  interval_count?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 730, example: 14, description: 'Calendar days; 0: no trial' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(730)
  trial_period_days?: number;

  @ApiPropertyOptional({ example: false, description: 'The price is per seat' })
  @IsOptional()
  @IsBoolean()
  per_seat?: boolean;

  @ApiPropertyOptional({ ...FEATURES_SCHEMA, description: FEATURES_TEXT })
  @IsOptional()
  @IsObject()
  features?: Record<string, unknown>;

  @ApiPropertyOptional({ enum: BILL_IN, example: 'advance', description: 'When the flat price is billed' })
  @IsOptional()
  @IsIn(BILL_IN)
  bill_in?: BillIn;

  @ApiPropertyOptional({ example: true, description: 'false hides the plan from new subscribers' })
  @IsOptional()
  @IsBoolean()
  is_active?: boolean;

  @IsOptional()
  @IsMetadata()
  metadata?: Metadata;
}

export class CreatePlanBody extends UpdatePlanBody {
  @ApiProperty({ example: 'pro', description: 'Unique; lower-case letters, digits, _ and -; never changes' })
  @IsString()
  @Matches(/^[a-z][a-z0-9_-]{0,62}$/, { message: 'Use 1 to 63 lower-case letters, digits, _ or -, a letter first.' })
  code!: string;

  @ApiProperty({ example: 'Pro', maxLength: 200 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  declare name: string;

  @IsAmount()
  declare price: number | string;

  @ApiProperty({ example: 'USD', description: 'ISO 4217; the currency of `price`' })
  @IsCurrency()
  declare currency: string;

  @ApiProperty({ enum: CYCLE_UNITS, example: 'monthly' })
  @IsIn(CYCLE_UNITS)
  declare billing_cycle: CycleUnit;

  @ApiPropertyOptional({ example: 'default', description: 'An account has at most one live subscription per family' })
  @IsOptional()
  @Matches(/^[a-z][a-z0-9_-]{0,62}$/, { message: 'Use 1 to 63 lower-case letters, digits, _ or -, a letter first.' })
  family?: string;
}

export class PlanView {
  @ApiProperty({ example: 2 })
  id!: number;
  @ApiProperty({ example: 'pro' })
  code!: string;
  @ApiProperty({ example: 'Pro' })
  name!: string;
  @ApiProperty({ type: String, nullable: true, example: 'For growing teams' })
  description!: string | null;
  @ApiProperty({ example: 29.99, description: 'Per cycle, in `currency`' })
  price!: number;
  @ApiProperty({ example: 'USD' })
  currency!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { USD: 29.99, EUR: 27.5 },
    description: 'Every currency the plan is sold in',
  })
  prices!: Record<string, number>;
  @ApiProperty({ enum: CYCLE_UNITS, example: 'monthly' })
  billing_cycle!: CycleUnit;
  @ApiProperty({ example: 1 })
  interval_count!: number;
  @ApiProperty({ example: 14 })
  trial_period_days!: number;
  @ApiProperty({ example: false })
  per_seat!: boolean;
  @ApiProperty({ ...FEATURES_SCHEMA, description: FEATURES_TEXT })
  features!: Readonly<Record<string, unknown>>;
  @ApiProperty({ enum: BILL_IN, example: 'advance' })
  bill_in!: BillIn;
  @ApiProperty({ example: 'default' })
  family!: string;
  @ApiProperty({ example: 1, description: 'A new price makes a new version; subscribers keep theirs' })
  version!: number;
  @ApiProperty({ example: true })
  is_active!: boolean;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: {} })
  metadata!: Metadata;
}
