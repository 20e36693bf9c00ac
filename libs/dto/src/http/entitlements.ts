import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';
import { UuidWhenGiven } from './filters';

export const ENTITLEMENT_SOURCES = ['plan', 'trial', 'override', 'none'] as const;
export type EntitlementSource = (typeof ENTITLEMENT_SOURCES)[number];

export class CheckEntitlementQuery {
  @ApiProperty({ example: 'sso' })
  @IsString()
  @Matches(/^[a-z][a-z0-9_]{0,62}$/)
  feature!: string;

  @UuidWhenGiven('Staff only: whose') account_id?: string;
}

export class EntitlementView {
  @ApiProperty({ example: 'api_calls' }) feature!: string;
  @ApiProperty() granted!: boolean;
  @ApiProperty({
    oneOf: [{ type: 'number' }, { type: 'string' }],
    nullable: true,
    example: 1000,
    description: 'A number, a size such as "1GB", or null: unlimited, or nothing granted',
  })
  limit!: number | string | null;
  @ApiProperty({ example: 1 }) used!: number;
  @ApiProperty({ type: Number, nullable: true, example: 999 }) remaining!: number | null;
  @ApiProperty({ enum: ENTITLEMENT_SOURCES }) source!: EntitlementSource;
}
