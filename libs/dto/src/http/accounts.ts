import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
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
  ValidateNested,
} from 'class-validator';
import { IsEmailAddress } from './email';
import { IsMetadata, type Metadata } from './metadata';
import { IsCountry, IsCurrency, IsTimeZone } from './places';
import { WhenGiven } from './when-given';

const ACCOUNT_STATUSES = ['current', 'warning', 'blocked'] as const;
const VAT_ID_STATUSES = ['unverified', 'valid', 'invalid'] as const;

/** Invisible and bidirectional characters make two texts look alike. */
const VISIBLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;
const UNREADABLE = { message: 'Leave out control and invisible characters.' };
const trimmed = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value);

class AddressBody {
  @ApiPropertyOptional({ example: 'Hauptstraße 1', maxLength: 200 })
  @WhenGiven()
  @IsString()
  @MaxLength(200)
  @Matches(VISIBLE, UNREADABLE)
  line1?: string;

  @ApiPropertyOptional({ example: '2nd floor', maxLength: 200 })
  @WhenGiven()
  @IsString()
  @MaxLength(200)
  @Matches(VISIBLE, UNREADABLE)
  line2?: string;

  @ApiPropertyOptional({ example: 'Berlin', maxLength: 100 })
  @WhenGiven()
  @IsString()
  @MaxLength(100)
  @Matches(VISIBLE, UNREADABLE)
  city?: string;

  @ApiPropertyOptional({ example: '10115', maxLength: 20 })
  @WhenGiven()
  @IsString()
  @MaxLength(20)
  @Matches(VISIBLE, UNREADABLE)
  postal_code?: string;
}

/** Shared by creation and change. Required fields are declared below: a subclass would inherit "may be left out". */
class AccountFields {
  @ApiPropertyOptional({ example: 'USD', description: 'ISO 4217; USD unless given; never changes' })
  @WhenGiven()
  @IsCurrency()
  currency?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin', description: 'IANA name; UTC unless given' })
  @WhenGiven()
  @IsTimeZone()
  timezone?: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'DE', description: 'ISO 3166-1 alpha-2' })
  @IsOptional()
  @IsCountry()
  country?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'CA',
    maxLength: 50,
    description: 'State or province, where tax depends on it',
  })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  @Matches(VISIBLE, UNREADABLE)
  region?: string | null;

  @ApiPropertyOptional({ type: AddressBody, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AddressBody)
  address?: AddressBody | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'DE123456789', maxLength: 20 })
  @IsOptional()
  @Matches(/^[A-Z0-9]{4,20}$/, { message: 'Use 4 to 20 upper-case letters and digits.' })
  vat_id?: string | null;

  @ApiPropertyOptional({ example: false, description: 'Staff only' })
  @WhenGiven()
  @IsBoolean()
  tax_exempt?: boolean;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'crm-4711',
    maxLength: 255,
    description: 'Unique key of your own system; staff only',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(255)
  @Matches(VISIBLE, UNREADABLE)
  external_key?: string | null;

  @ApiPropertyOptional({ example: 0, minimum: 0, maximum: 365, description: 'Days from issue to due date; staff only' })
  @WhenGiven()
  @IsInt()
  @Min(0)
  @Max(365)
  payment_terms_days?: number;

  @WhenGiven()
  @IsMetadata()
  metadata?: Metadata;
}

/** What may change; `null` clears what may be empty. */
export class UpdateAccountBody extends AccountFields {
  @ApiPropertyOptional({ example: 'billing@acme.example', maxLength: 254 })
  @WhenGiven()
  @Transform(trimmed)
  @IsEmailAddress()
  email?: string;

  @ApiPropertyOptional({ example: 'Acme Inc.', maxLength: 200 })
  @WhenGiven()
  @Transform(trimmed)
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  @Matches(VISIBLE, UNREADABLE)
  name?: string;

  @ApiPropertyOptional({
    enum: VAT_ID_STATUSES,
    description: 'Staff only, after checking the number; another number is unverified again',
  })
  @WhenGiven()
  @IsIn(VAT_ID_STATUSES)
  vat_id_status?: (typeof VAT_ID_STATUSES)[number];

  @ApiPropertyOptional({
    example: true,
    description: 'Stops dunning of what is unpaid until it is taken off; staff only',
  })
  @WhenGiven()
  @IsBoolean()
  dispute_hold?: boolean;
}

export class CreateAccountBody extends AccountFields {
  @ApiProperty({ example: 'billing@acme.example', maxLength: 254 })
  @Transform(trimmed)
  @IsEmailAddress()
  email!: string;

  @ApiProperty({ example: 'Acme Inc.', maxLength: 200 })
  @Transform(trimmed)
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  @Matches(VISIBLE, UNREADABLE)
  name!: string;
}

export class AddressView {
  @ApiPropertyOptional({ example: 'Hauptstraße 1' })
  line1?: string;
  @ApiPropertyOptional({ example: '2nd floor' })
  line2?: string;
  @ApiPropertyOptional({ example: 'Berlin' })
  city?: string;
  @ApiPropertyOptional({ example: '10115' })
  postal_code?: string;
}

export class AccountView {
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000000' })
  id!: string;
  @ApiProperty({ example: 'billing@acme.example' })
  email!: string;
  @ApiProperty({ example: 'Acme Inc.' })
  name!: string;
  @ApiProperty({ example: 'USD' })
  currency!: string;
  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;
  @ApiProperty({ type: String, nullable: true, example: 'DE' })
  country!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null })
  region!: string | null;
  @ApiProperty({ type: AddressView, nullable: true })
  address!: AddressView | null;
  @ApiProperty({ example: false })
  tax_exempt!: boolean;
  @ApiProperty({ type: String, nullable: true, example: 'DE123456789' })
  vat_id!: string | null;
  @ApiProperty({ enum: VAT_ID_STATUSES, nullable: true, example: 'unverified' })
  vat_id_status!: (typeof VAT_ID_STATUSES)[number] | null;
  @ApiProperty({ type: String, nullable: true, example: 'crm-4711' })
  external_key!: string | null;
  @ApiProperty({ enum: ACCOUNT_STATUSES, example: 'current' })
  status!: (typeof ACCOUNT_STATUSES)[number];
  @ApiProperty({ example: false, description: 'A contested payment stops dunning' })
  dispute_hold!: boolean;
  @ApiProperty({ example: 0, description: 'Credit that is left, in `currency`' })
  balance!: number;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  default_payment_method!: string | null;
  @ApiProperty({ example: 0, description: 'Days from issue to due date' })
  payment_terms_days!: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: {} })
  metadata!: Metadata;
  @ApiProperty({ format: 'date-time', example: '2026-01-10T09:00:00.000Z' })
  created_at!: string;
}
