import { AppError, invalidField } from '@libs/errors';
import { isStaff, type Role } from './roles';

/** Who sent the request, as proven by an access token or an API key. */
export interface Caller {
  /** `user:12` or `key:0190…`: owns Idempotency-Keys and rate limits, and is the actor in audit rows. */
  readonly id: string;
  readonly role: Role;
  readonly userId?: number;
  /** The account of a customer; API keys and staff users without one have none. */
  readonly accountId?: string;
  readonly sessionId?: string;
}

/**
 * The account a request is about: a customer's own, whatever was asked for; a staff member's choice.
 * @throws AppError `not_found` when a customer names another's account, so that nobody learns which exist.
 */
export function accountFor(caller: Caller, named?: string): string {
  if (isStaff(caller.role) && named !== undefined && named !== 'me') return named;
  if (named !== undefined && named !== 'me' && named !== caller.accountId) throw new AppError('not_found');
  if (caller.accountId === undefined) throw new AppError('not_found');
  return caller.accountId;
}

/**
 * The account of a body or query that may name one. Staff and servers have none of their own: they must.
 * @throws AppError `validation_failed`, and `not_found` as `accountFor` does
 */
export function accountNamed(caller: Caller, named: string | undefined): string {
  if (named !== undefined || caller.accountId !== undefined) return accountFor(caller, named);
  throw invalidField('account_id', 'required', 'Name the account; you have none of your own.');
}

/**
 * The account to narrow a query to: a customer's own; for staff the one that is named, or `undefined`, which is everything.
 * @throws AppError `not_found` as `accountFor` does
 */
export function accountScope(caller: Caller, named?: string): string | undefined {
  return isStaff(caller.role) ? named : accountFor(caller, named);
}
