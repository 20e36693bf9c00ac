import { QueryFailedError } from 'typeorm';
import { isAnswerLost, isInvalidInput, isRetryable, isUnavailable, isUniqueViolation } from './database-errors';

const driver = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });
const wrapped = (error: Error) => new QueryFailedError('SELECT', [], error);

const KINDS = {
  isRetryable,
  isUnavailable,
  isInvalidInput,
  isUniqueViolation: (error: unknown) => isUniqueViolation(error),
};
const kindsOf = (error: unknown) =>
  Object.entries(KINDS)
    .filter(([, is]) => is(error))
    .map(([name]) => name);

it.each([
  ['40001', ['isRetryable']],
  ['40P01', ['isRetryable']],
  ['23505', ['isUniqueViolation']],
  ['23503', []],
  ['22P02', ['isInvalidInput']],
  ['22021', ['isInvalidInput']],
  ['22003', ['isInvalidInput']],
  ['08006', ['isUnavailable']],
  ['53100', ['isUnavailable']],
  ['53300', ['isUnavailable']],
  ['57P01', ['isUnavailable']],
  ['57014', ['isUnavailable']],
  ['55P03', ['isUnavailable']],
  ['25006', ['isUnavailable']],
  ['42P01', []],
  ['ECONNREFUSED', ['isUnavailable']],
  ['ECONNRESET', ['isUnavailable']],
])('%s is %j, also through TypeORM', (code, kinds) => {
  expect(kindsOf(driver(code))).toEqual(kinds);
  expect(kindsOf(wrapped(driver(code)))).toEqual(kinds);
});

it.each([
  'timeout exceeded when trying to connect',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
])('knows the driver text %j', (message) => {
  expect(isUnavailable(new Error(message))).toBe(true);
});

it.each([
  [driver('ECONNRESET'), true],
  [driver('EPIPE'), true],
  [driver('08006'), true],
  [driver('57P01'), true],
  [new Error('Query read timeout'), true],
  [new Error('Connection terminated unexpectedly'), true],
  [driver('ECONNREFUSED'), false],
  [driver('57014'), false],
  [driver('53100'), false],
  [driver('40001'), false],
  [new Error('timeout exceeded when trying to connect'), false],
  [new Error('Connection terminated due to connection timeout'), false],
  [new Error('Client has encountered a connection error and is not queryable'), false],
  [new Error('x'), false],
])('after %p what was written may be there: %p', (error, isLost) => {
  expect(isAnswerLost(error)).toBe(isLost);
});

it.each([undefined, null, 'x', 7, new Error('x'), driver('')])('takes %p for none of them', (error) => {
  expect(kindsOf(error)).toEqual([]);
});

it('tells which index refused', () => {
  const error = wrapped(driver('23505', { constraint: 'app_user_email' }));
  expect([isUniqueViolation(error, 'app_user_email'), isUniqueViolation(error, 'other')]).toEqual([true, false]);
});
