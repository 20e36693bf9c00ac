import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { AppError } from '@libs/errors';
import { parseJsonBody } from '../server/json-body';
import { DtoValidationPipe } from './validation.pipe';

class Item {
  @IsString()
  @MaxLength(5)
  name!: string;
}

class Body {
  @IsInt()
  count!: number;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Item)
  items?: Item[];
}

const pipe = new DtoValidationPipe();
const check = (value: unknown) => pipe.transform(value, { type: 'body', metatype: Body });
const complaints = (value: unknown): [string, string][] => {
  try {
    check(value);
  } catch (error) {
    return ((error as AppError).fields ?? []).map(({ field, code }) => [field, code]);
  }
  return [];
};

it('returns an instance of the class', () => {
  const body = check({ count: 1, items: [{ name: 'a' }] }) as Body;
  expect(body).toBeInstanceOf(Body);
  expect(body.items?.[0]).toBeInstanceOf(Item);
});

it.each([
  [undefined, [['count', 'required']]],
  [{}, [['count', 'required']]],
  [{ count: '1' }, [['count', 'not_an_integer']]],
  [{ count: 1.5 }, [['count', 'not_an_integer']]],
  [{ count: 1, role: 'super_admin' }, [['role', 'unknown_field']]],
  [{ count: 1, items: [{ name: 'a' }, { name: 'abcdef' }] }, [['items.1.name', 'too_long']]],
  [{ count: 1, items: [{ name: 'a', price: 1 }] }, [['items.0.price', 'unknown_field']]],
  [{ count: 1, items: [{}] }, [['items.0.name', 'required']]],
  [[], [['', 'not_an_object']]],
  ['text', [['', 'not_an_object']]],
  [null, [['', 'not_an_object']]],
  [7, [['', 'not_an_object']]],
])('refuses %j', (value, expected) => {
  expect(complaints(value)).toEqual(expected);
});

it('says which form a field asks for where the field says so, and never an expression', () => {
  class Forms {
    @Matches(/^[A-Z]+$/, { message: 'Use capitals.' }) said!: string;
    @Matches(/^[a-z]+$/) unsaid!: string;
  }
  let fields: AppError['fields'];
  try {
    pipe.transform({ said: '1', unsaid: '1' }, { type: 'body', metatype: Forms });
  } catch (error) {
    fields = (error as AppError).fields;
  }
  expect(fields).toEqual([
    { field: 'said', code: 'invalid_format', message: 'Use capitals.' },
    { field: 'unsaid', code: 'invalid_format', message: 'The value does not have the form this field asks for.' },
  ]);
});

it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'isPrototypeOf'])(
  'refuses %s, which every object has, at any depth',
  (name) => {
    const parsed = parseJsonBody(Buffer.from(`{"count": 1, "${name}": "x"}`));
    expect(complaints(parsed)).toEqual([[name, 'unknown_field']]);
    const deep = parseJsonBody(Buffer.from(`{"count": 1, "items": [{"name": "a", "${name}": {}}]}`));
    expect(complaints(deep)).toEqual([[`items.0.${name}`, 'unknown_field']]);
  },
);

it('names long members cut, and few of many', () => {
  expect(complaints({ count: 1, ['x'.repeat(5000)]: 1 })[0]?.[0]).toHaveLength(200);
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`f${at}`, at]));
  expect(complaints({ count: 1, ...many })).toHaveLength(50);
});

it('leaves alone what is no DTO', () => {
  expect(pipe.transform('x', { type: 'param', metatype: String })).toBe('x');
  expect(pipe.transform({ a: 1 }, { type: 'custom', metatype: Body })).toEqual({ a: 1 });
});
