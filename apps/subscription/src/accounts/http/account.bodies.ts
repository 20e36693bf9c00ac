import type { CreateAccountBody, UpdateAccountBody } from '@libs/dto';
import { AppError } from '@libs/errors';
import { isStaff, type Role } from '@libs/http';
import type { AccountChange, NewAccount, PostalAddress } from '../account';

/** What a customer may see of the own account but not set. */
const STAFF_ONLY = ['tax_exempt', 'vat_id_status', 'external_key', 'payment_terms_days', 'dispute_hold'] as const;

export function toNewAccount(body: CreateAccountBody): NewAccount {
  return {
    email: body.email,
    name: body.name,
    currency: body.currency,
    timezone: body.timezone,
    country: body.country ?? undefined,
    region: body.region ?? undefined,
    address: toAddress(body.address) ?? undefined,
    taxExempt: body.tax_exempt,
    vatId: body.vat_id ?? undefined,
    externalKey: body.external_key ?? undefined,
    paymentTermsDays: body.payment_terms_days,
    metadata: body.metadata,
  };
}

/** @throws AppError `forbidden` when a customer sends what only staff may set */
export function toAccountChange(body: UpdateAccountBody, role: Role): AccountChange & { currency?: string } {
  if (!isStaff(role) && STAFF_ONLY.some((field) => body[field] !== undefined)) throw new AppError('forbidden');
  const all = {
    email: body.email,
    name: body.name,
    currency: body.currency,
    timeZone: body.timezone,
    country: body.country,
    region: body.region,
    address: toAddress(body.address),
    taxExempt: body.tax_exempt,
    vatId: body.vat_id,
    vatIdStatus: body.vat_id_status,
    externalKey: body.external_key,
    paymentTermsDays: body.payment_terms_days,
    disputeHold: body.dispute_hold,
    metadata: body.metadata,
  };
  return all as AccountChange & { currency?: string };
}

/** A plain object of what was given: the validated instance carries its absent members too. */
function toAddress(address: UpdateAccountBody['address']): PostalAddress | null | undefined {
  if (!address) return address;
  return Object.fromEntries(Object.entries(address).filter(([, line]) => line !== undefined));
}
