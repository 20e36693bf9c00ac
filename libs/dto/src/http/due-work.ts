import { ApiProperty } from '@nestjs/swagger';

export class ParkedWorkView {
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000000' })
  id!: string;
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000001' })
  account_id!: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: '0197c1d2-6f00-7000-8000-000000000002',
    description: 'Null for work that is the whole account’s, such as dunning',
  })
  subscription_id!: string | null;
  @ApiProperty({ example: 'renewal', description: 'What was due' })
  step!: string;
  @ApiProperty({ example: 'version 2 of plan 7 is not stored' })
  reason!: string;
  @ApiProperty({ format: 'date-time', example: '2026-02-10T09:00:00Z' })
  parked_at!: string;
}
