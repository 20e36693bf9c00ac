import { QueryFailedError } from 'typeorm';
import { AppError, ERRORS, InvariantBroken, statusOf, type ErrorCode } from '@libs/errors';
import { Answer, Page, presentError, successBody } from './envelope';

const SECRET = '4242424242424242';
const driver = (code: string) =>
  Object.assign(new Error(`invalid input: "${SECRET}" at /srv/app/x.ts`), { code, severity: 'ERROR', detail: SECRET });

it.each([
  ['a bug', new TypeError(`cannot read ${SECRET}`), 500, 'internal_error'],
  ['a broken invariant', new InvariantBroken(`impossible: ${SECRET}`), 500, 'internal_error'],
  ['a text', SECRET, 500, 'internal_error'],
  ['nothing', undefined, 500, 'internal_error'],
  ['null', null, 500, 'internal_error'],
  ['a value that no column takes', driver('22021'), 400, 'malformed_request'],
  [
    'the same through TypeORM',
    new QueryFailedError(`SELECT '${SECRET}'`, [SECRET], driver('22P02')),
    400,
    'malformed_request',
  ],
  ['a unique violation that nobody caught', driver('23505'), 500, 'internal_error'],
  ['a lost connection', Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' }), 503, 'dependency_unavailable'],
  ['a full disk', driver('53100'), 503, 'dependency_unavailable'],
  ['a statement out of time', driver('57014'), 503, 'dependency_unavailable'],
  ['a deadlock after all retries', driver('40P01'), 503, 'dependency_unavailable'],
  ['a Redis that is frozen', new Error('Command timed out'), 503, 'dependency_unavailable'],
  ['a Redis that went away', new Error('Connection is closed.'), 503, 'dependency_unavailable'],
  [
    'a Redis that is away',
    new Error("Stream isn't writeable and enableOfflineQueue options is false"),
    503,
    'dependency_unavailable',
  ],
  ['a framework 404', { statusCode: 404, message: SECRET }, 404, 'not_found'],
  ['a framework 413', { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }, 413, 'body_too_large'],
  ['an unknown framework 4xx', { status: 418, message: SECRET }, 400, 'malformed_request'],
])('presents %s and leaks nothing', (_, error, status, code) => {
  const presented = presentError(error, 'r1');
  expect(presented).toMatchObject({ status, code, body: { success: false, details: { code, request_id: 'r1' } } });
  expect(JSON.stringify(presented)).not.toMatch(/4242|srv|SELECT|cannot read|impossible:/);
  expect(presented.retryAfterSeconds).toBe(status === 503 ? 2 : undefined);
  expect((presented.body as { error: string }).error).not.toMatch(/ {2}| \./);
});

it.each(Object.keys(ERRORS) as ErrorCode[])('has a status and a whole sentence for %s', (code) => {
  expect(statusOf(code)).toBeGreaterThanOrEqual(400);
  expect(ERRORS[code].sentence).toMatch(/^[A-Z].*[.)]$/);
});

it('shows the facts of a refusal, its fields and its pause', () => {
  const error = new AppError('too_many_failed_logins', { retryAfterSeconds: 9 }, [
    { field: 'a', code: 'b', message: 'c' },
  ]);
  expect(presentError(error, 'r1')).toMatchObject({
    status: 429,
    retryAfterSeconds: 9,
    body: { error: 'Too many failed logins; try again in 9 seconds.', details: { fields: [{ field: 'a' }] } },
  });
});

it('wraps what handlers return', () => {
  const message = 'Operation completed successfully';
  expect(successBody(undefined)).toMatchObject({ success: true, data: null, message });
  expect(successBody(new Answer({ a: 1 }, 'Done'))).toMatchObject({ success: true, data: { a: 1 }, message: 'Done' });
  expect(successBody(new Page([1], 'next'))).toMatchObject({
    data: [1],
    message,
    pagination: { has_more: true, next_cursor: 'next' },
  });
  expect(successBody(new Page([]))).toMatchObject({ data: [], pagination: { has_more: false, next_cursor: null } });
});
