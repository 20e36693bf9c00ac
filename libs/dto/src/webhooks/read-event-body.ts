import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppError } from '@libs/errors';

/**
 * Reads a body between the services. Members it does not know are dropped, not refused: the sender is deployed on its
 * own and may say more than this version understands.
 * @throws AppError `validation_failed` for a member that is missing or malformed
 */
export function readEventBody<T extends object>(bodyClass: new () => T, body: unknown): T {
  const result = plainToInstance(bodyClass, objectOf(body));
  const errors = validateSync(result, { whitelist: true, stopAtFirstError: true, validationError: { target: false } });
  if (errors.length === 0) return result;
  const fields = errors.map(({ property, constraints }) => ({
    field: property,
    code: 'invalid',
    message: Object.values(constraints ?? {})[0] ?? 'This value is not valid.',
  }));
  throw new AppError('validation_failed', {}, fields);
}

/** @throws AppError `validation_failed` for anything but a JSON object */
export function objectOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new AppError('validation_failed', {}, [{ field: '', code: 'not_an_object', message: 'Send a JSON object.' }]);
}
