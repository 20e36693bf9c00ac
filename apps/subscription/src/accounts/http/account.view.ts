import { wireAmount, type AccountView } from '@libs/dto';
import type { AccountWithBalance } from '../use-cases/read-accounts';

/** The contract's account. */
export function accountView({ account, balance }: AccountWithBalance): AccountView {
  return {
    id: account.id,
    email: account.email,
    name: account.name,
    currency: account.currency,
    timezone: account.timeZone,
    country: account.country,
    region: account.region,
    address: account.address,
    tax_exempt: account.taxExempt,
    vat_id: account.vatId,
    vat_id_status: account.vatIdStatus,
    external_key: account.externalKey,
    status: account.status,
    dispute_hold: account.disputeHold,
    balance: wireAmount(balance),
    default_payment_method: account.defaultPaymentMethod,
    payment_terms_days: account.paymentTermsDays,
    metadata: account.metadata,
    created_at: account.createdAt.toString(),
  };
}
