import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, Matches } from 'class-validator';
import { IsInstant } from './instants';
import { IsQuantity } from './quantity';
import { WhenGiven } from './when-given';
import { SpanFilter, UuidWhenGiven } from './filters';

const QUANTITY = { oneOf: [{ type: 'number' }, { type: 'string' }] };
const PROPERTIES = {
  type: 'object' as const,
  additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
  example: { region: 'eu-west' },
};
const METRIC = /^[a-z][a-z0-9_]{0,62}$/;

/** One reported event. In a batch each is read by hand: this class is what the documentation shows. */
export class UsageEventBody {
  @ApiPropertyOptional({ format: 'uuid', description: 'Whose usage it is; or send account_id' })
  @IsOptional()
  @IsString()
  subscription_id?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The subscription of this account that charges for the metric; left out: the caller’s own account',
  })
  @IsOptional()
  @IsString()
  account_id?: string;

  @ApiProperty({ example: 'api_calls' })
  @Matches(METRIC, { message: 'Use lower-case letters, digits and _, a letter first, at most 63 characters.' })
  metric!: string;

  @ApiProperty({ ...QUANTITY, example: 120_000, description: 'Not negative; at most 15 whole digits and 12 decimals' })
  @IsQuantity()
  quantity!: number | string;

  @ApiPropertyOptional({ format: 'date-time', description: 'When it happened; left out: now' })
  @IsOptional()
  @IsInstant()
  timestamp?: string;

  @ApiProperty({
    example: 'meter-4711-2026-01-20T10',
    description: '1 to 255 printable ASCII characters; names the event for good: the first one with a key wins',
  })
  @IsString()
  @Matches(/^[\x20-\x7e]{1,255}$/, { message: 'Use 1 to 255 printable ASCII characters.' })
  idempotency_key!: string;

  @ApiPropertyOptional({ ...PROPERTIES, description: 'At most 50; `unique` charges count the values of one of them' })
  @IsOptional()
  @IsObject()
  properties?: Record<string, unknown>;
}

export class UsageBatchBody {
  @ApiProperty({ type: [UsageEventBody], minItems: 1, maxItems: 1000 })
  events!: UsageEventBody[];
}

export class UsageEventView {
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ format: 'uuid' }) subscription_id!: string;
  @ApiProperty({ example: 'api_calls' }) metric!: string;
  @ApiProperty({ ...QUANTITY, example: 120_000, description: 'Text where a number would lose digits' })
  quantity!: number | string;
  @ApiProperty({ format: 'date-time', example: '2026-01-20T10:00:00Z' }) timestamp!: string;
  @ApiProperty({ example: 'meter-4711-2026-01-20T10' }) idempotency_key!: string;
  @ApiProperty(PROPERTIES) properties!: Readonly<Record<string, unknown>>;
}

export class ReportedUsageView extends UsageEventView {
  @ApiProperty({ example: false, description: 'True: the key is known, and this is the event it stands for' })
  duplicate!: boolean;
}

export class RejectedUsageView {
  @ApiProperty({ type: 'integer', example: 3, description: 'Place in the batch, from 0' }) index!: number;
  @ApiProperty({ example: 'timestamp_in_future' }) code!: string;
  @ApiProperty() message!: string;
}

export class UsageBatchView {
  @ApiProperty({ type: 'integer', example: 998 }) accepted!: number;
  @ApiProperty({ type: 'integer', example: 1, description: 'Known keys, also within the batch' }) duplicates!: number;
  @ApiProperty({ type: [RejectedUsageView] }) rejected!: RejectedUsageView[];
}

export class UsageEventFilter extends SpanFilter {
  @UuidWhenGiven() account_id?: string;

  @UuidWhenGiven() subscription_id?: string;

  @ApiPropertyOptional({ example: 'api_calls' })
  @WhenGiven()
  @Matches(METRIC)
  metric?: string;
}
