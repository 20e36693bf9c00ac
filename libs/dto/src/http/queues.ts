import { ApiProperty } from '@nestjs/swagger';

export class QueueView {
  @ApiProperty({ example: 'q:sub:payment_initiation' })
  name!: string;
  @ApiProperty({ example: 'Payments the subscription service asks for: first charges and renewals' })
  description!: string;
  @ApiProperty({ example: 'payment', enum: ['subscription', 'payment'], description: 'The service that handles it' })
  consumer!: string;
  @ApiProperty({ example: 0, description: 'Waiting' })
  pending!: number;
  @ApiProperty({ example: 0, description: 'In work' })
  processing!: number;
  @ApiProperty({ example: 0, description: 'Waiting for a retry or a date' })
  delayed!: number;
  @ApiProperty({ example: 0, description: 'All attempts used up' })
  failed!: number;
}

export class FailedJobView {
  @ApiProperty({ example: '0197c1d2-6f00-7000-8000-000000000000' })
  id!: string;
  @ApiProperty({ example: 'initial' })
  action!: string;
  @ApiProperty({ type: String, nullable: true, example: '0197c1d2-6f00-7000-8000-000000000001' })
  correlation_id!: string | null;
  @ApiProperty({ example: 4 })
  attempts!: number;
  @ApiProperty({ example: 'the gateway is not reachable' })
  reason!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-10T09:00:00.000Z' })
  failed_at!: string | null;
}

export class OutboxView {
  @ApiProperty({ example: true, description: 'Whether every message has left for its queue' })
  is_empty!: boolean;
}
