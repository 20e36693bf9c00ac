import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { AppError, type FieldError } from '@libs/errors';

const CODES: Record<string, string> = {
  isNotEmpty: 'required',
  isDefined: 'required',
  isString: 'not_a_string',
  isInt: 'not_an_integer',
  isEmail: 'invalid_email',
  isIn: 'not_allowed',
  isEnum: 'not_allowed',
  isUuid: 'invalid_id',
  matches: 'invalid_format',
  maxLength: 'too_long',
  minLength: 'too_short',
  min: 'too_small',
  max: 'too_large',
};

/** Checks bodies and queries against their DTO: unknown members are refused, never dropped (promise 41). */
@Injectable()
export class DtoValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const type = metadata.metatype;
    if (!type || !isDto(type) || (metadata.type !== 'body' && metadata.type !== 'query')) return value;
    const plain = value === undefined ? {} : value;
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
      throw invalid([{ field: '', code: 'not_an_object', message: 'Send a JSON object.' }]);
    }
    const inherited = inheritedNames(plain as object, '');
    if (inherited.length > 0) throw invalid(inherited);
    const instance = plainToInstance(type, plain) as object;
    const errors = validateSync(instance, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: true },
    });
    if (errors.length > 0) throw invalid(errors.flatMap((error) => flatten(error, '')));
    return instance;
  }
}

function isDto(type: unknown): type is new () => object {
  return typeof type === 'function' && ![String, Boolean, Number, Array, Object].includes(type as never);
}

/** The answer stays small, however many mistakes a body holds. */
const FIELDS_MAX = 50;

function invalid(fields: readonly FieldError[]): AppError {
  return new AppError('validation_failed', {}, fields.slice(0, FIELDS_MAX));
}

/**
 * Members named like those every object has (`constructor`, `toString`): the libraries below take them for known ones,
 * or drop them without a word (promises 41 and 47).
 */
function inheritedNames(value: object, parent: string): FieldError[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const field = parent === '' ? name : `${parent}.${name}`;
    if (name in Object.prototype) return [unknownField(field)];
    return typeof member === 'object' && member !== null ? inheritedNames(member as object, field) : [];
  });
}

function unknownField(field: string): FieldError {
  return { field: field.slice(0, 200), code: 'unknown_field', message: 'This field is not known here; leave it out.' };
}

/** Of several complaints about one field, the most basic: a text that is missing is not also too long. */
const BASIC_FIRST = [
  'whitelistValidation',
  'isDefined',
  'isString',
  'isEmail',
  'isInt',
  'isNumber',
  'isBoolean',
  'isArray',
  'isObject',
];

function flatten(error: ValidationError, parent: string): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const rules = Object.keys(error.constraints ?? {});
  const rule = BASIC_FIRST.find((basic) => rules.includes(basic)) ?? rules[0];
  const own = rule === undefined ? [] : [toFieldError(field, rule, error)];
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, field))];
}

function toFieldError(name: string, rule: string, error: ValidationError): FieldError {
  // A client's own member name may be long or odd; it is named, but not at any length.
  const field = name.slice(0, 200);
  if (rule === 'whitelistValidation') return unknownField(field);
  if (error.value === undefined) return { field, code: 'required', message: 'This field is required.' };
  const code = CODES[rule] ?? rule.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  const said = error.constraints?.[rule] ?? 'This value is not valid.';
  // The library's own words for a form are the expression itself.
  const isRaw = rule === 'matches' && said.endsWith('regular expression');
  return { field, code, message: isRaw ? 'The value does not have the form this field asks for.' : said };
}
