import type { PaymentMethodEventBody } from '@libs/dto';
import type { MethodChange } from './payment-method';

/** A change as it is told: the same body, to the byte, at every delivery. */
export function methodEventOf(change: MethodChange): PaymentMethodEventBody {
  return {
    type: 'payment_method',
    event_id: change.eventId,
    account_id: change.accountId,
    default_payment_method: change.defaultMethodId,
    version: change.version,
    is_new: change.isNew,
    occurred_at: change.at.toISOString(),
  };
}
