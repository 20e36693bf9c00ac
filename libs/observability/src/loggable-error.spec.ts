import { QueryFailedError } from 'typeorm';
import { loggableError } from './loggable-error';

const SECRET = '4242424242424242';
const driver = Object.assign(new Error(`duplicate key (card)=(${SECRET})`), {
  severity: 'ERROR',
  code: '23505',
  detail: SECRET,
  constraint: 'app_user_email',
  table: 'app_user',
});

it.each([
  ['of the driver', driver],
  ['through TypeORM', new QueryFailedError(`INSERT INTO app_user VALUES ('${SECRET}')`, [SECRET], driver)],
  ['as the cause of another', new Error('not done', { cause: driver })],
  ['with a request hung on it', Object.assign(new Error('x'), { request: { card_number: SECRET } })],
])('shows the place of an error %s, and none of its values', (_, error) => {
  const line = JSON.stringify(loggableError(error));
  expect(line).not.toMatch(/4242|INSERT/);
  expect(line).toContain('loggable-error.spec.ts');
});

it('keeps what finds the fault', () => {
  expect(loggableError(driver)).toMatchObject({ code: '23505', constraint: 'app_user_email', table: 'app_user' });
  expect(loggableError(new TypeError('no such thing'))).toMatchObject({ type: 'TypeError', message: 'no such thing' });
  expect(loggableError('text')).toEqual({ type: 'string' });
});
