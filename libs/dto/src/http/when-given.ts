import { ValidateIf } from 'class-validator';

/** A field that may be left out but not sent as `null`: IsOptional would let null pass unchecked. */
export function WhenGiven(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
