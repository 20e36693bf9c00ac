import { invalidField } from '@libs/errors';

/** bcrypt reads 72 bytes and ignores the rest; what it would ignore is refused (promise 44). */
const BYTES_MIN = 10;
const BYTES_MAX = 72;

/** The most used of those that pass the other rules; a longer list would only repeat them with other digits. */
const COMMON = new Set(
  `password123 password12 password1234 password2024 password2025 password2026 passw0rd123 passw0rd12 p4ssword123 welcome123 welcome1234
   welcome12 qwerty1234 qwerty12345 qwerty123456 qwertyuiop1 iloveyou123 iloveyou12 letmein1234 letmein123 admin12345 admin123456
   administrator1 changeme123 changeme12 superman123 baseball123 football123 princess123 sunshine123 trustno1234 abcdefg123
   abc1234567 abcd123456 abcd1234567 aa12345678 aa123456789 a123456789 a1234567890 q1w2e3r4t5 q1w2e3r4t5y6 1q2w3e4r5t 1qaz2wsx3edc
   zaq12wsxcde monkey12345 dragon12345 master12345 michael123 jennifer123 charlie123 liverpool1 manchester1 computer123 internet123
   summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 spring2026 autumn2026 company123 secret1234 default123 test123456`.split(
    /\s+/,
  ),
);

/** 10 to 72 bytes; upper, lower, digit; neither common nor containing the e-mail. @throws AppError `validation_failed` */
export function assertGoodPassword(password: string, email: string, field = 'password'): void {
  const weakness = weaknessOf(password, email);
  if (weakness) throw invalidField(field, weakness.code, weakness.message);
}

function weaknessOf(password: string, email: string): { code: string; message: string } | undefined {
  const bytes = Buffer.byteLength(password);
  const lower = password.toLowerCase();
  const mailbox = email.toLowerCase().split('@')[0] ?? '';
  if (bytes < BYTES_MIN) return { code: 'too_short', message: `Use at least ${BYTES_MIN} bytes.` };
  if (bytes > BYTES_MAX) return { code: 'too_long', message: `Use at most ${BYTES_MAX} bytes.` };
  if (!/\p{Lu}/u.test(password) || !/\p{Ll}/u.test(password) || !/\d/.test(password)) {
    return { code: 'too_simple', message: 'Use upper and lower case letters and a digit.' };
  }
  if (lower.includes(email.toLowerCase()) || (mailbox.length >= 4 && lower.includes(mailbox))) {
    return { code: 'contains_email', message: 'Do not use your e-mail in it.' };
  }
  if (COMMON.has(lower.replace(/[^a-z0-9]/g, '')))
    return { code: 'too_common', message: 'Choose one that is not in every list.' };
  return undefined;
}
