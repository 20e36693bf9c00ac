import { Injectable, type PipeTransform } from '@nestjs/common';
import { AppError } from '@libs/errors';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const INT4_MAX = 2_147_483_647;

/** An identifier that cannot be one of ours names nothing: 404, never a database error (promise 45). @throws AppError `not_found` */
export function uuidOf(text: string): string {
  if (!UUID.test(text)) throw new AppError('not_found');
  return text.toLowerCase();
}

/** Reads a positive int4. @throws AppError `not_found` */
export function integerIdOf(text: string): number {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(id <= INT4_MAX)) throw new AppError('not_found');
  return id;
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
