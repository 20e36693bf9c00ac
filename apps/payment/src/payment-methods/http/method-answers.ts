import type { PaymentMethodView } from '@libs/dto';
import { AppError, ERRORS, type ErrorCode } from '@libs/errors';
import { Answer, successBody } from '@libs/http';
import { refusal } from '../../key-claims/key-claims.api';
import type { PaymentMethod } from '../payment-method';
import type { AddMethodCommand } from '../use-cases/add-method';

/** Makes the bytes a client is answered with: 201 and the method, or 402 and the bank's reason. */
export function methodPresenter(requestId: string): AddMethodCommand['present'] {
  return {
    saved: (method) => ({
      status: 201,
      body: Buffer.from(JSON.stringify(successBody(new Answer(methodView(method), 'Payment method saved')))),
    }),
    declined: (code) => refusal(new AppError(declineCode(code)), requestId),
  };
}

export function methodView(method: PaymentMethod): PaymentMethodView {
  return {
    id: method.id,
    account_id: method.accountId,
    brand: method.card.brand,
    last4: method.card.last4,
    exp_month: method.card.expMonth,
    exp_year: method.card.expYear,
    is_default: method.isDefault,
    created_at: method.createdAt.toISOString(),
  };
}

function declineCode(code: string): ErrorCode {
  return Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'card_declined';
}
