import { ApiProperty } from '@nestjs/swagger';

export class AuditLogView {
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000000' })
  id!: string;
  @ApiProperty({ example: 'user:12', description: 'A user, an API key, or the system' })
  actor!: string;
  @ApiProperty({ example: 'plan.updated' })
  action!: string;
  @ApiProperty({ example: 'plan' })
  subject_type!: string;
  @ApiProperty({ example: '2' })
  subject_id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  account_id!: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { name: 'Pro' } })
  before!: object | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { name: 'Pro Plus' } })
  after!: object | null;
  @ApiProperty({ type: String, nullable: true, example: 'c41d2f0e' })
  request_id!: string | null;
  @ApiProperty({ format: 'date-time', example: '2026-01-10T09:00:00.000Z' })
  occurred_at!: string;
}
