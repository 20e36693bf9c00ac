import { applyDecorators } from '@nestjs/common';
import { IsEmail, Matches, MaxLength } from 'class-validator';

/** A domain with letters beyond ASCII has a form in `xn--`. */
const ASCII = /^[\x21-\x7e]*$/;

/** An e-mail address in printable ASCII: the validator alone lets zero-width characters into domains, and two users look alike. */
export function IsEmailAddress(): PropertyDecorator {
  return applyDecorators(IsEmail({ allow_utf8_local_part: false }), Matches(ASCII), MaxLength(254));
}
