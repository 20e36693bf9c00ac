import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

const DELTA_MAX = 1_000_000_000;

export class UseFeatureBody {
  @ApiProperty({ example: 'api_calls', description: 'Name of a feature of the present plan' })
  @IsString()
  @Matches(/^[a-z][a-z0-9_]{0,62}$/)
  feature_name!: string;

  @ApiProperty({ type: 'integer', example: 1, minimum: 1, maximum: DELTA_MAX })
  @IsInt()
  @Min(1)
  @Max(DELTA_MAX)
  delta!: number;

  @ApiPropertyOptional({
    example: 'job-4711',
    description: '1 to 255 printable ASCII characters; the same key counts once, for good',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[\x20-\x7e]{1,255}$/)
  idempotency_key?: string;
}

export class UsageView {
  @ApiProperty({ example: 'api_calls' }) feature_name!: string;
  @ApiProperty({ type: 'integer', example: 1 }) current_usage!: number;
  @ApiProperty({
    oneOf: [{ type: 'number' }, { type: 'string' }],
    nullable: true,
    example: 1000,
    description: 'A number, a size such as "1GB", or null: unlimited',
  })
  limit!: number | string | null;
  @ApiProperty({ type: Number, nullable: true, example: 999, description: 'Units or bytes left; null: unlimited' })
  remaining!: number | null;
  @ApiProperty({ format: 'date-time', description: 'When counting starts again' }) reset_at!: string;
}
