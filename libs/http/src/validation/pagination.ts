import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { AppError } from '@libs/errors';
import { Page } from '../server/envelope';
import { isUuid, readInteger } from './path-id.pipe';

/** Text of a query parameter → integer; anything else stays as it is and is refused by the validator. */
const toInteger = ({ value }: { value: unknown }) =>
  typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;

export class PageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 20, description: 'Items per page' })
  @IsOptional()
  @Transform(toInteger)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;

  @ApiPropertyOptional({ description: 'next_cursor of the previous page' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

/** Position in a list that is ordered by UUIDs of version 7, which order by time. @throws AppError `invalid_cursor` */
export function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = textOf(cursor);
  if (!isUuid(text)) throw new AppError('invalid_cursor');
  return text;
}

/** Position in a list that is ordered by a serial number, or counted from its start. @throws AppError `invalid_cursor` */
export function readIntegerCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const position = readInteger(textOf(cursor));
  if (position === undefined) throw new AppError('invalid_cursor');
  return position;
}

const textOf = (cursor: string): string => Buffer.from(cursor, 'base64url').toString('latin1');

/** Makes a page of rows that were read with `LIMIT limit + 1`. */
export function pageOf<R, V>(
  rows: readonly R[],
  limit: number,
  idOf: (row: R) => string | number,
  view: (row: R) => V,
): Page<V> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return new Page(items.map(view), more ? Buffer.from(String(idOf(last)), 'latin1').toString('base64url') : undefined);
}
