import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { EmailBody } from './auth';
import { CreateAccountBody } from './accounts';
import { readAmount, wireAmountOfMinor } from './amount';
import { isMetadata } from './metadata';

const isEmail = (email: unknown) => validateSync(plainToInstance(EmailBody, { email })).length === 0;

it.each(['user@example.com', ' user@example.com ', 'o.hara+x@sub.example.co', 'a@xn--bcher-kva.example'])(
  'takes the e-mail %j',
  (email) => {
    expect(isEmail(email)).toBe(true);
  },
);

it.each([
  'a@exa\u200bmple.com',
  'a@ex\u202eample.com',
  'a@bücher.example',
  'ä@example.com',
  '"a b"@example.com',
  'a@b',
  'a@@example.com',
  `${'a'.repeat(250)}@example.com`,
  '',
  7,
  null,
  ['a@example.com'],
  { a: 1 },
])('refuses the e-mail %j', (email) => {
  expect(isEmail(email)).toBe(false);
});

it('holds for accounts too', () => {
  const account = plainToInstance(CreateAccountBody, { email: 'a@exa\u200bmple.com', name: 'A' });
  expect(validateSync(account).map((error) => error.property)).toEqual(['email']);
});

it.each([
  [29.99, 'USD', 29.99],
  ['29.990', 'USD', undefined],
  ['29.99', 'USD', 29.99],
  [29.999, 'USD', undefined],
  [100, 'JPY', 100],
  [0.5, 'JPY', undefined],
  [1.005, 'KWD', 1.005],
  ['NaN', 'USD', undefined],
  ['1e3', 'USD', undefined],
  ['', 'USD', undefined],
  [' 1', 'USD', undefined],
  [1, 'XXX', undefined],
  [1, 'usd', undefined],
])('reads %j %s as %j, never rounded (promise 28)', (value, currency, amount) => {
  const read = () => readAmount(value, currency);
  if (amount === undefined) expect(read).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  else expect(wireAmountOfMinor(read().minor, currency)).toBe(amount);
});

it.each([
  [{ a: 'b' }, true],
  [{}, true],
  [Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, ''])), false],
  [{ ['k'.repeat(41)]: '' }, false],
  [{ a: 'x'.repeat(501) }, false],
  [{ a: 1 }, false],
  [{ a: null }, false],
  [JSON.parse('{"__proto__": "x"}'), false],
  [{ constructor: 'x' }, false],
  [{ a: '\0' }, false],
  [{ a: '\ud800' }, false],
  [[], false],
  ['x', false],
  [null, false],
])('takes the metadata %j: %p', (value, taken) => {
  expect(isMetadata(value)).toBe(taken);
});
