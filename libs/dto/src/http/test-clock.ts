import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { IsInstant } from './instants';

export class TestClockView {
  @ApiProperty({ format: 'date-time', example: '2026-02-10T09:00:00Z', description: 'Billing time; it ticks' })
  now!: string;
  @ApiProperty({ example: true, description: 'Whether it may be moved here' })
  enabled!: boolean;
}

export class AdvanceClockBody {
  @ApiPropertyOptional({ format: 'date-time', example: '2026-03-10T09:00:00Z', description: 'An instant after now' })
  @IsOptional()
  @IsInstant()
  to?: string;
  @ApiPropertyOptional({ example: 'P1M', description: 'ISO 8601 duration on the UTC calendar, instead of `to`' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  by?: string;
}
