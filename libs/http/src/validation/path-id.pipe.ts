import { Injectable, type PipeTransform } from '@nestjs/common';
import { AppError } from '@libs/errors';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const INT4_MAX = 2_147_483_647;

/** An identifier that cannot be one of ours names nothing: 404, never a database error (promise 45). @throws AppError `not_found` */
export function uuidOf(text: string): string {
  if (!isUuid(text)) throw new AppError('not_found');
  return text.toLowerCase();
}

/** Reads a positive int4. @throws AppError `not_found` */
export function integerIdOf(text: string): number {
  const id = readInteger(text);
  if (id === undefined || id === 0) throw new AppError('not_found');
  return id;
}

export const isUuid = (text: string): boolean => UUID.test(text);

/** An integer from 0 that fits an int4 column, written in the one usual way. */
export function readInteger(text: string): number | undefined {
  const value = /^(?:0|[1-9]\d{0,9})$/.test(text) ? Number(text) : Number.NaN;
  return value <= INT4_MAX ? value : undefined;
}

/** `@Param('id', UuidParam) id: string` */
@Injectable()
export class UuidParam implements PipeTransform<string, string> {
  transform(text: string): string {
    return uuidOf(text);
  }
}

/** `@Param('id', IntegerParam) id: number` */
@Injectable()
export class IntegerParam implements PipeTransform<string, number> {
  transform(text: string): number {
    return integerIdOf(text);
  }
}
