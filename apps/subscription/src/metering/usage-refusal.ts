import { AppError, ERRORS, type ErrorCode, invalidField } from '@libs/errors';

/** Mistakes of one field: each answers 400 for a single event. */
const FIELD_MISTAKES = {
  not_an_object: ['', 'Send a JSON object.'],
  unknown_field: ['', 'This field is not known here; leave it out.'],
  invalid_idempotency_key: ['idempotency_key', 'Use 1 to 255 printable ASCII characters.'],
  invalid_metric: ['metric', 'Use lower-case letters, digits and _, a letter first, at most 63 characters.'],
  invalid_quantity: [
    'quantity',
    'Send a number or a decimal string that is not negative, with at most 15 whole digits and 12 decimals.',
  ],
  invalid_timestamp: ['timestamp', 'Use ISO 8601 with time and zone, such as 2026-01-31T09:30:00Z.'],
  invalid_properties: [
    'properties',
    'Send an object of at most 50 texts, numbers, true or false, by names of at most 63 characters.',
  ],
  subscription_required: ['subscription_id', 'Name a subscription_id or an account_id.'],
} as const satisfies Record<string, readonly [field: string, message: string]>;

type FieldMistake = keyof typeof FIELD_MISTAKES;
/** What stands in the way of a well-formed event. */
type Hindrance = Extract<
  ErrorCode,
  'not_found' | 'no_active_subscription' | 'subscription_paused' | 'timestamp_in_future' | 'timestamp_too_old'
>;

/** Why an event is not taken in. */
export interface Refusal {
  readonly code: FieldMistake | Hindrance;
  readonly field: string;
  readonly message: string;
}

/** The sentence of a code, and the field it is about unless another is named. */
export function refusal(code: Refusal['code'], field?: string): Refusal {
  if (!isFieldMistake(code)) return { code, field: field ?? '', message: ERRORS[code].sentence };
  const [usual, message] = FIELD_MISTAKES[code];
  return { code, field: (field ?? usual).slice(0, 200), message };
}

/** The answer to a single event that is refused. */
export function errorOf({ code, field, message }: Refusal): AppError {
  if (!isFieldMistake(code)) return new AppError(code);
  return invalidField(field, code, message);
}

function isFieldMistake(code: Refusal['code']): code is FieldMistake {
  return code in FIELD_MISTAKES;
}
