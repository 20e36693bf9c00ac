import { AppError } from '@libs/errors';
import { parseJsonBody } from './json-body';

const parse = (text: string) => parseJsonBody(Buffer.from(text));
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'accepted';
};

describe('parseJsonBody', () => {
  it.each([
    ['{"amount": 29.99}', { amount: 29.99 }],
    ['{"a": 123456789012345}', { a: 123456789012345 }],
    ['{"a": 0.000000000001}', { a: 1e-12 }],
    ['{"a": 1e-7}', { a: 1e-7 }],
    ['{"a": 100000000000000000000}', { a: 1e20 }],
    ['{"a": "12345678901234567890.123"}', { a: '12345678901234567890.123' }],
    ['{"a": "say \\"1e999\\" "}', { a: 'say "1e999" ' }],
    ['[-0.5, 2]', [-0.5, 2]],
    ['{"emoji": "\\ud83d\\ude00"}', { emoji: '😀' }],
  ])('reads %s', (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it('takes an empty body for no body', () => {
    expect(parse('')).toBeUndefined();
  });

  it.each([
    ['1e400', 'number_not_exact'],
    ['{"a": 1e-400}', 'number_not_exact'],
    ['{"a": 9007199254740993}', 'number_not_exact'],
    ['{"a": 29.9900000000000001}', 'number_not_exact'],
    ['{"a": 0.1234567890123456}', 'number_not_exact'],
    ['{"a": NaN}', 'malformed_json'],
    ['{"a": 01}', 'malformed_json'],
    ['{"a": ', 'malformed_json'],
    ['{"__proto__": {"role": "super_admin"}}', 'malformed_json'],
    ['{"\\u005f_proto__": {}}', 'malformed_json'],
    ['{"constructor": {"prototype": {}}}', 'malformed_json'],
    ['{"a": "\\u0000"}', 'malformed_json'],
    ['{"a": "\\ud800"}', 'malformed_json'],
    ['{"\\udc00": 1}', 'malformed_json'],
    ['['.repeat(33) + ']'.repeat(33), 'too_deep'],
  ])('refuses %s', (text, code) => {
    expect(codeOf(() => parse(text))).toBe(code);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(codeOf(() => parseJsonBody(Buffer.from([0x22, 0xc3, 0x28, 0x22])))).toBe('malformed_json');
  });

  it('never quotes the body back', () => {
    expect(() => parse('{"card_number": 4242424242424242x')).toThrow(/valid JSON|significant digits/);
  });
});
