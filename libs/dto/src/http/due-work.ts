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

export class PlanRolloutView {
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000000' })
  id!: string;
  @ApiProperty({ example: 2 })
  plan_id!: number;
  @ApiProperty({ example: 3, description: 'The version that present subscribers get' })
  version!: number;
  @ApiProperty({
    format: 'date-time',
    example: '2026-03-01T00:00:00Z',
    description: 'They get it with their first period that begins then or later',
  })
  effective_at!: string;
  @ApiProperty({ format: 'date-time', example: '2026-02-10T09:00:00Z' })
  announced_at!: string;
  @ApiProperty({
    example: 84_500,
    description: 'So far; those who were billed before their turn were told with the bill',
  })
  subscribers_told!: number;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'When all had been told, or a later announcement took its place; null while it goes on',
  })
  finished_at!: string | null;
}
