import type { AppError } from '@libs/errors';
import { assertGoodPassword } from './password-policy';

const verdict = (password: string, email = 'ada.lovelace@example.com') => {
  try {
    assertGoodPassword(password, email, 'new_password');
  } catch (error) {
    const [field] = (error as AppError).fields ?? [];
    return [field?.field, field?.code];
  }
  return 'good';
};

it.each(['SecurePassword123!', 'Correct-Horse-9', 'Ünïcödé-Pass-7', `Aa1${'x'.repeat(69)}`, 'Aa1456789-'])(
  'takes %s',
  (password) => {
    expect(verdict(password)).toBe('good');
  },
);

it.each([
  ['Aa1456789', 'too_short'],
  ['', 'too_short'],
  [`Aa1${'x'.repeat(70)}`, 'too_long'],
  [`Aa1${'é'.repeat(35)}`, 'too_long'],
  ['alllowercase1', 'too_simple'],
  ['ALLUPPERCASE1', 'too_simple'],
  ['NoDigitsInHere', 'too_simple'],
  ['Password123!', 'too_common'],
  ['Qwerty12345', 'too_common'],
  ['Q.w.e.r.t.y.12345', 'too_common'],
  ['Ada.Lovelace@example.com1', 'contains_email'],
  ['My-ada.lovelace-1A', 'contains_email'],
])('refuses %s', (password, code) => {
  expect(verdict(password)).toEqual(['new_password', code]);
});

it('lets a short mailbox name be part of a password by chance', () => {
  expect(verdict('Abcdefgh-Al-9', 'al@example.com')).toBe('good');
});
