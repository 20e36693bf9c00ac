import { ApiPropertyOptional, IntersectionType, PickType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Instant } from '@libs/calendar';
import { UsageEventFilter } from '@libs/dto';
import { AppError } from '@libs/errors';
import { PageQuery } from '@libs/http';
import type { StoredEvent } from '../stored-event';
import type { EventPosition } from '../use-cases/read-usage-events';

export class UsageEventsQuery extends IntersectionType(PickType(PageQuery, ['limit']), UsageEventFilter) {
  @ApiPropertyOptional({ description: 'next_cursor of the previous page' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}

export class UsageExportQuery extends UsageEventFilter {
  @ApiPropertyOptional({ enum: ['csv'], default: 'csv' })
  @IsOptional()
  @IsIn(['csv'])
  format?: string;
}

const POSITION = /^(\d{1,15}):([\x20-\x7e]{1,255})$/;

/** The position of an event in a list that is ordered by time and key. */
export const positionOf = ({ happenedAt, idempotencyKey }: StoredEvent): string =>
  `${happenedAt.epochMilliseconds}:${idempotencyKey}`;

/** @throws AppError `invalid_cursor` */
export function readPosition(cursor: string | undefined): EventPosition | undefined {
  if (cursor === undefined) return undefined;
  const [, time, idempotencyKey] = POSITION.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const milliseconds = Number(time);
  const isInstant = idempotencyKey !== undefined && milliseconds <= LAST_MILLISECONDS;
  if (!isInstant) throw new AppError('invalid_cursor');
  return { happenedAt: Instant.ofEpochMilliseconds(milliseconds), idempotencyKey };
}

const LAST_MILLISECONDS = Instant.of('9999-12-31T23:59:59.999Z').epochMilliseconds;
