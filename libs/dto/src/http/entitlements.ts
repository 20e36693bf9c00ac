import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, Matches } from 'class-validator';

export const ENTITLEMENT_SOURCES = ['plan', 'trial', 'override', 'none'] as const;
export type EntitlementSource = (typeof ENTITLEMENT_SOURCES)[number];

export class CheckEntitlementQuery {
  @ApiProperty({ example: 'sso' })
  @IsString()
  @Matches(/^[a-z][a-z0-9_]{0,62}$/)
  feature!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Staff only: whose' })
  @IsOptional()
  @IsUUID()
  account_id?: string;
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
