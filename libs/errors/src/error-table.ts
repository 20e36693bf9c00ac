/** Kind → HTTP status. The kind says what the caller can do about it; the code says what exactly happened. */
export const STATUS_BY_KIND = {
  invalid: 400,
  unauthenticated: 401,
  declined: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  impossible: 422,
  limited: 429,
  bug: 500,
  unavailable: 503,
} as const;

export type ErrorKind = keyof typeof STATUS_BY_KIND;

interface ErrorRow {
  kind: ErrorKind;
  /** One sentence that says what to do. `{name}` is filled from the error's facts. */
  sentence: string;
}

/** Every error a client can meet. Codes are stable: they are part of the contract and listed in docs/generated. */
export const ERRORS = {
  // Requests
  validation_failed: {
    kind: 'invalid',
    sentence: 'Correct the fields named in details.fields and send the request again.',
  },
  malformed_json: { kind: 'invalid', sentence: 'Send a body that is valid JSON in UTF-8.' },
  malformed_request: { kind: 'invalid', sentence: 'The request could not be read; check its path, headers and body.' },
  number_not_exact: {
    kind: 'invalid',
    sentence: 'Send numbers with at most 15 significant digits, or as decimal strings.',
  },
  too_deep: { kind: 'invalid', sentence: 'Send a body nested at most {max} levels deep.' },
  invalid_cursor: {
    kind: 'invalid',
    sentence: 'Use the next_cursor of the previous page as it was given, or leave cursor out.',
  },
  body_too_large: { kind: 'too_large', sentence: 'Send less at once, in several requests if need be.' },
  request_timeout: { kind: 'invalid', sentence: 'The request took too long to arrive; send it again, faster.' },
  unsupported_media_type: { kind: 'unsupported', sentence: 'Send the body as application/json, uncompressed.' },
  not_found: { kind: 'not_found', sentence: 'There is nothing at this address; check the path and the identifier.' },
  rate_limited: { kind: 'limited', sentence: 'Too many requests; try again in {retryAfterSeconds} seconds.' },
  idempotency_key_invalid: {
    kind: 'invalid',
    sentence: 'Use an Idempotency-Key of 1 to 255 printable ASCII characters.',
  },
  idempotency_key_reused: {
    kind: 'impossible',
    sentence: 'This Idempotency-Key was used for another request; make a new key.',
  },
  idempotency_in_progress: {
    kind: 'conflict',
    sentence: 'A request with this Idempotency-Key is still running; try again shortly.',
  },
  internal_error: { kind: 'bug', sentence: 'Something went wrong on our side; it was recorded under the request id.' },
  dependency_unavailable: {
    kind: 'unavailable',
    sentence: 'A dependency is not reachable at the moment; try again shortly.',
  },
  outcome_unknown: {
    kind: 'unavailable',
    sentence:
      'It is not known whether this was done: repeat it with the same Idempotency-Key, or look before you do it again.',
  },
  overloaded: { kind: 'unavailable', sentence: 'The service is busy at the moment; try again shortly.' },

  // Access
  unauthenticated: { kind: 'unauthenticated', sentence: 'Send a valid access token or API key.' },
  token_expired: { kind: 'unauthenticated', sentence: 'The access token has expired; refresh it or log in again.' },
  invalid_credentials: { kind: 'unauthenticated', sentence: 'The e-mail or the password is wrong.' },
  invalid_refresh_token: {
    kind: 'unauthenticated',
    sentence: 'The refresh token is not valid any more; log in again.',
  },
  forbidden: { kind: 'forbidden', sentence: 'Your role may not do this.' },
  email_taken: { kind: 'conflict', sentence: 'This e-mail is registered already; log in or reset the password.' },
  invalid_reset_token: { kind: 'invalid', sentence: 'The reset token is wrong, used or expired; ask for a new one.' },
  too_many_failed_logins: {
    kind: 'limited',
    sentence: 'Too many failed logins; try again in {retryAfterSeconds} seconds.',
  },

  // Accounts and catalog
  account_blocked: { kind: 'forbidden', sentence: 'The account is blocked; pay the open invoices to restore it.' },
  account_in_use: {
    kind: 'conflict',
    sentence: 'The account has a live subscription, an open invoice or usage that is not billed yet; end those first.',
  },
  account_deleted: {
    kind: 'conflict',
    sentence: 'The account of this user is deleted; nobody can log in to it any more.',
  },
  currency_immutable: {
    kind: 'conflict',
    sentence: 'The currency of an account cannot change once it is set; make a new account.',
  },
  external_key_taken: { kind: 'conflict', sentence: 'This external_key is in use; choose another.' },
  plan_code_taken: { kind: 'conflict', sentence: 'This plan code is in use; choose another.' },
  plan_not_found: { kind: 'not_found', sentence: 'There is no such plan; see GET /v1/plans.' },
  plan_inactive: { kind: 'conflict', sentence: 'This plan is not sold any more; choose another from GET /v1/plans.' },
  plan_not_in_currency: {
    kind: 'impossible',
    sentence: 'This plan has no price in {currency}; choose another plan or account currency.',
  },
  quantity_not_allowed: {
    kind: 'impossible',
    sentence: 'This plan is not sold per seat; leave quantity out or send 1.',
  },

  // Subscriptions and usage
  already_subscribed: {
    kind: 'conflict',
    sentence: 'The account has a subscription of this plan family already; change its plan instead.',
  },
  trial_already_used: {
    kind: 'conflict',
    sentence: 'The trial of this plan family was used already; subscribe to a paid plan.',
  },
  plan_has_no_trial: { kind: 'impossible', sentence: 'This plan has no trial; subscribe to it instead.' },
  already_canceled: { kind: 'conflict', sentence: 'The subscription is canceled already.' },
  subscription_not_live: {
    kind: 'conflict',
    sentence: 'The subscription is {status}; only a live one can be changed.',
  },
  subscription_paused: { kind: 'conflict', sentence: 'The subscription is paused; resume it first.' },
  already_paused: { kind: 'conflict', sentence: 'The subscription is paused already.' },
  not_paused: { kind: 'conflict', sentence: 'The subscription is not paused.' },
  invalid_resume_instant: {
    kind: 'invalid',
    sentence: 'Name a resumes_at after now and at most {daysMax} days ahead, or leave it out.',
  },
  plan_of_other_family: {
    kind: 'impossible',
    sentence: 'This plan belongs to another family; subscribe to it beside the present one.',
  },
  cancellation_scheduled: {
    kind: 'conflict',
    sentence: 'The subscription ends with this period; reactivate it first, or change it now.',
  },
  cancellation_not_scheduled: { kind: 'conflict', sentence: 'No cancellation is scheduled; there is nothing to undo.' },
  cancel_instant_too_early: {
    kind: 'impossible',
    sentence: 'What was billed before is final; name an instant inside the present period.',
  },
  invalid_billing_day: {
    kind: 'invalid',
    sentence: 'Name a billing_day from 1 to 31 (for weeks from 1 to 7), or leave it out; a cycle of days has none.',
  },
  start_too_early: {
    kind: 'impossible',
    sentence: 'A start this long ago makes more than {periodsMax} invoices; name a later start_date.',
  },
  start_in_future: { kind: 'invalid', sentence: 'Name a start_date that is not after now.' },
  no_active_subscription: { kind: 'forbidden', sentence: 'There is no live subscription; subscribe to a plan first.' },
  feature_not_in_plan: {
    kind: 'forbidden',
    sentence: 'The feature {feature} is not part of the present plan; choose a plan that has it.',
  },
  timestamp_in_future: {
    kind: 'impossible',
    sentence: 'The timestamp lies more than 5 minutes in the future; check the clock of the sender.',
  },
  timestamp_too_old: {
    kind: 'impossible',
    sentence: 'The period of this timestamp takes no more usage; it was billed more than 7 days ago, or never served.',
  },
  limit_exceeded: {
    kind: 'forbidden',
    sentence: 'This use would pass the limit of {limit} for {feature}; {remaining} left until {resetAt}.',
  },

  // Invoices
  invoice_not_draft: { kind: 'conflict', sentence: 'Only a draft invoice can be finalized; this one is {status}.' },
  invoice_not_open: {
    kind: 'conflict',
    sentence: 'Only an open invoice can be changed in this way; this one is {status}.',
  },

  invoice_not_creditable: {
    kind: 'conflict',
    sentence: 'Only an issued invoice that is not void can be credited; this one is {status}.',
  },
  credit_exceeds_invoice: {
    kind: 'impossible',
    sentence: 'No more than what is left of the invoice can be credited: {left} {currency}.',
  },
  invalid_credit_note_line: {
    kind: 'invalid',
    sentence: 'Name each line of the invoice at most once, with an amount above zero; discounts and credits have none.',
  },
  amount_or_lines_required: { kind: 'invalid', sentence: 'Send either an amount or lines.' },
  nothing_to_bill: { kind: 'conflict', sentence: 'There is nothing to bill: no live subscription renews.' },
  still_parked: { kind: 'conflict', sentence: 'It failed again and stays parked ({reason}); mend the cause first.' },

  // The clock
  clock_not_movable: { kind: 'forbidden', sentence: 'This clock cannot be moved; TEST_CLOCK is not enabled here.' },
  clock_runs_forward: { kind: 'invalid', sentence: 'Name an instant after {now}; the clock only moves forward.' },
  clock_is_moving: { kind: 'conflict', sentence: 'The clock is being moved; wait for the answer to that request.' },

  // Coupons and taxes
  coupon_not_found: { kind: 'not_found', sentence: 'There is no such coupon; check its code.' },
  coupon_code_taken: { kind: 'conflict', sentence: 'This coupon code is in use; choose another.' },
  coupon_limit_too_low: {
    kind: 'conflict',
    sentence: 'The coupon was redeemed {redemptions} times already; the limit cannot be lower.',
  },
  coupon_inactive: { kind: 'conflict', sentence: 'The coupon is not given out any more.' },
  coupon_expired: { kind: 'conflict', sentence: 'The time to redeem this coupon is over.' },
  coupon_used_up: { kind: 'conflict', sentence: 'The coupon was redeemed as often as it may be.' },
  coupon_not_for_plan: { kind: 'impossible', sentence: 'The coupon is not for this plan.' },
  coupon_not_in_currency: { kind: 'impossible', sentence: 'The coupon is in another currency than the account.' },
  tax_rate_taken: {
    kind: 'conflict',
    sentence: 'This place has a rate from this instant on already; change that one, or name another valid_from.',
  },

  // Payments
  nothing_to_pay: { kind: 'conflict', sentence: 'There is nothing to pay: the invoice is {status}.' },
  reconciliation_running: {
    kind: 'conflict',
    sentence: 'A reconciliation is running already; one at a time.',
  },
  payment_in_progress: {
    kind: 'conflict',
    sentence: 'A payment of this invoice is in progress; wait for its outcome.',
  },
  amount_mismatch: { kind: 'impossible', sentence: 'Send the amount and currency that are due: {amount} {currency}.' },
  payment_method_required: {
    kind: 'conflict',
    sentence: 'The account has no saved payment method to charge; add one first.',
  },
  refund_exceeds_payment: {
    kind: 'impossible',
    sentence: 'Refund at most what is left of the payment: {amount} {currency}.',
  },
  payment_not_refundable: {
    kind: 'conflict',
    sentence: 'Only a payment that was captured can be refunded; this one is {status}.',
  },
  payment_disputed: {
    kind: 'conflict',
    sentence: 'The payment is disputed and cannot be refunded; wait until the dispute is closed.',
  },
  raw_cards_disabled: {
    kind: 'invalid',
    sentence: 'Card numbers are not taken here; send a payment_token from the gateway’s form.',
  },
  invalid_card_number: { kind: 'invalid', sentence: 'The card number is not valid; check its digits.' },
  invalid_card_expiry: { kind: 'invalid', sentence: 'The card has expired or its expiry is not a valid MM/YY.' },
  payment_source_required: { kind: 'invalid', sentence: 'Send card fields, a payment_token or a payment_method_id.' },
  invalid_payment_token: {
    kind: 'invalid',
    sentence: 'The payment_token is not known to the gateway or was used; get a new one from its form.',
  },
  amount_not_chargeable: { kind: 'impossible', sentence: 'The gateway cannot take this amount of {currency}.' },
  card_declined: { kind: 'declined', sentence: 'The card was declined; use another card or ask the bank.' },
  insufficient_funds: { kind: 'declined', sentence: 'The card has insufficient funds; use another card.' },
  expired_card: { kind: 'declined', sentence: 'The card has expired; use another card.' },
  incorrect_cvc: { kind: 'declined', sentence: 'The security code is wrong; check it and try again.' },
  processing_error: { kind: 'declined', sentence: 'The bank could not process the card; try again in a moment.' },
  gateway_no_record: {
    kind: 'declined',
    sentence: 'The charge never reached the gateway and nothing was taken; try again with a new Idempotency-Key.',
  },
  gateway_unavailable: {
    kind: 'unavailable',
    sentence: 'The payment gateway is not reachable; nothing was charged. Try again shortly.',
  },

  // Queues
  failed_job_not_found: {
    kind: 'not_found',
    sentence: 'This message is not in the failed set; it may have been retried already.',
  },

  // Webhooks
  invalid_signature: {
    kind: 'unauthenticated',
    sentence: 'Sign the raw body with the shared secret and a fresh timestamp.',
  },
  invalid_gateway_signature: { kind: 'invalid', sentence: 'The signature of the gateway is missing, wrong or stale.' },
  webhook_rejected: {
    kind: 'impossible',
    sentence: 'The event does not fit our records ({reason}); nothing was changed.',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The HTTP status a code is answered with. */
export function statusOf(code: ErrorCode): number {
  return STATUS_BY_KIND[ERRORS[code].kind];
}
