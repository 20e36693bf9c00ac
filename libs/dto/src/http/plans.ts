import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsArray,
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
import { IsInstantOr } from './instants';
import { IsMetadata, type Metadata } from './metadata';
import { IsCurrency } from './places';
import { CHARGES_SCHEMA, CHARGES_TEXT } from './charges';
import { WhenGiven } from './when-given';

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

/** Shared by creation and change. Required fields are declared below: a subclass would inherit "may be left out". */
class PlanFields {
  @ApiPropertyOptional({ example: 'For growing teams', maxLength: 2000, nullable: true, type: String })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  description?: string | null;

  @ApiPropertyOptional({ ...PRICES_SCHEMA, description: 'Prices in further currencies; replaces them all' })
  @WhenGiven()
  @IsObject()
  prices?: Record<string, number | string>;

  @ApiPropertyOptional({ minimum: 1, example: 1, description: 'Every so many cycles' })
  @WhenGiven()
  @IsInt()
  @Min(1)
  interval_count?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 730, example: 14, description: 'Calendar days; 0: no trial' })
  @WhenGiven()
  @IsInt()
  @Min(0)
  @Max(730)
  trial_period_days?: number;

  @ApiPropertyOptional({ example: false, description: 'The price is per seat' })
  @WhenGiven()
  @IsBoolean()
  per_seat?: boolean;

  @ApiPropertyOptional({ ...FEATURES_SCHEMA, description: FEATURES_TEXT })
  @WhenGiven()
  @IsObject()
  features?: Record<string, unknown>;

  @ApiPropertyOptional({ ...CHARGES_SCHEMA, description: `${CHARGES_TEXT}; replaces them all` })
  @WhenGiven()
  @IsArray()
  charges?: unknown[];

  @ApiPropertyOptional({ enum: BILL_IN, example: 'advance', description: 'When the flat price is billed' })
  @WhenGiven()
  @IsIn(BILL_IN)
  bill_in?: BillIn;

  @ApiPropertyOptional({ example: true, description: 'false hides the plan from new subscribers' })
  @WhenGiven()
  @IsBoolean()
  is_active?: boolean;

  @WhenGiven()
  @IsMetadata()
  metadata?: Metadata;
}

/** Price, cycle, trial, features and charges make a new version; the rest does not. */
export class UpdatePlanBody extends PlanFields {
  @ApiPropertyOptional({
    example: 'next_period',
    description:
      'Present subscribers get the newest terms too: `next_period`, or with the first period that begins on or after a date. Those the plan is not sold to any more (currency, seats) stay on theirs. `GET /v1/due-work/rollouts` shows how far they have been told.',
  })
  @WhenGiven()
  @IsInstantOr(['next_period'])
  apply_to_existing?: string;

  @ApiPropertyOptional({ example: 'Pro', maxLength: 200 })
  @WhenGiven()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;

  @ApiPropertyOptional({ description: 'Price per cycle in `currency`' })
  @WhenGiven()
  @IsAmount()
  price?: number | string;

  @ApiPropertyOptional({ example: 'USD', description: 'ISO 4217; the currency of `price`' })
  @WhenGiven()
  @IsCurrency()
  currency?: string;

  @ApiPropertyOptional({ enum: CYCLE_UNITS, example: 'monthly' })
  @WhenGiven()
  @IsIn(CYCLE_UNITS)
  billing_cycle?: CycleUnit;
}

export class CreatePlanBody extends PlanFields {
  @ApiProperty({ example: 'pro', description: 'Unique; lower-case letters, digits, _ and -; never changes' })
  @IsString()
  @Matches(/^[a-z][a-z0-9_-]{0,62}$/, { message: 'Use 1 to 63 lower-case letters, digits, _ or -, a letter first.' })
  code!: string;

  @ApiProperty({ example: 'Pro', maxLength: 200 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @IsAmount()
  price!: number | string;

  @ApiProperty({ example: 'USD', description: 'ISO 4217; the currency of `price`' })
  @IsCurrency()
  currency!: string;

  @ApiProperty({ enum: CYCLE_UNITS, example: 'monthly' })
  @IsIn(CYCLE_UNITS)
  billing_cycle!: CycleUnit;

  @ApiPropertyOptional({ example: 'default', description: 'An account has at most one live subscription per family' })
  @WhenGiven()
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
  @ApiProperty({ ...CHARGES_SCHEMA, description: CHARGES_TEXT })
  charges!: readonly object[];
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
