import { createHmac } from 'node:crypto';
import {
  SIGNATURE_HEADER,
  signWebhook,
  TIMESTAMP_HEADER,
  verifyWebhook,
  type WebhookToVerify,
} from './webhook-signature';

const NOW = 1_790_000_000;
const body = Buffer.from('{"event_id":"e1","amount":29.90}');
const signed = (over: { secret?: string; body?: Buffer | string; at?: number } = {}) => {
  const headers = signWebhook(over.secret ?? 'new-secret', over.body ?? body, over.at ?? NOW);
  return { timestamp: headers[TIMESTAMP_HEADER], signature: headers[SIGNATURE_HEADER] };
};
const verify = (over: Partial<WebhookToVerify>) =>
  verifyWebhook({ secrets: ['new-secret', 'old-secret'], rawBody: body, nowSeconds: NOW, ...signed(), ...over });

describe('signWebhook', () => {
  it('is HMAC-SHA256 over the timestamp, a dot and the bytes', () => {
    const expected = createHmac('sha256', 's').update(`${NOW}.{}`).digest('hex');
    expect(signWebhook('s', '{}', NOW + 0.9)).toEqual({
      'X-Webhook-Timestamp': String(NOW),
      'X-Webhook-Signature': `sha256=${expected}`,
    });
  });
});

describe('verifyWebhook accepts', () => {
  it.each<[string, Partial<WebhookToVerify>]>([
    ['a fresh signature', {}],
    ['the old secret while rotating', signed({ secret: 'old-secret' })],
    ['300 s old', signed({ at: NOW - 300 })],
    ['300 s ahead', signed({ at: NOW + 300 })],
    ['an empty body', { rawBody: Buffer.alloc(0), ...signed({ body: '' }) }],
    ['bytes that are not UTF-8', { rawBody: Buffer.from([0xff, 0]), ...signed({ body: Buffer.from([0xff, 0]) }) }],
  ])('%s', (_, over) => expect(verify(over)).toEqual({ ok: true, value: undefined }));
});

describe('verifyWebhook refuses', () => {
  const { signature, timestamp } = signed();
  it.each<[string, string, Partial<WebhookToVerify>]>([
    ['no secrets', 'no_secret', { secrets: [] }],
    ['only an empty secret', 'no_secret', { secrets: [''], ...signed({ secret: '' }) }],
    ['no timestamp', 'timestamp_missing', { timestamp: undefined }],
    ['no signature', 'signature_missing', { signature: undefined }],
    ['an empty signature', 'signature_missing', { signature: '' }],
    ['a timestamp sent twice', 'timestamp_malformed', { timestamp: [timestamp, timestamp] }],
    ['a signature sent twice', 'signature_malformed', { signature: [signature, signature] }],
    ['two signatures joined', 'signature_malformed', { signature: `${signature}, ${signature}` }],
    ['a parser’s number', 'timestamp_malformed', { timestamp: '17..abc' }],
    ['milliseconds', 'timestamp_malformed', { timestamp: `${timestamp}000` }],
    ['nine digits', 'timestamp_malformed', { timestamp: timestamp.slice(1) }],
    ['a sign', 'timestamp_malformed', { timestamp: `-${timestamp.slice(1)}` }],
    ['an exponent', 'timestamp_malformed', { timestamp: '1.79000e9' }],
    ['a line feed behind', 'timestamp_malformed', { timestamp: `${timestamp}\n` }],
    ['Arabic digits', 'timestamp_malformed', { timestamp: '١٧٩٠٠٠٠٠٠٠' }],
    ['a number instead of text', 'timestamp_malformed', { timestamp: NOW }],
    ['no algorithm', 'signature_malformed', { signature: signature.slice(7) }],
    ['another algorithm', 'signature_malformed', { signature: signature.replace('sha256', 'sha512') }],
    ['upper-case hex', 'signature_malformed', { signature: `sha256=${signature.slice(7).toUpperCase()}` }],
    ['a shorter signature', 'signature_malformed', { signature: signature.slice(0, -2) }],
    ['a longer signature', 'signature_malformed', { signature: `${signature}00` }],
    ['one digit off', 'signature_wrong', { signature: signature.replace(/.$/, (d) => (d === '0' ? '1' : '0')) }],
    ['a foreign secret', 'signature_wrong', signed({ secret: 'foreign' })],
    ['301 s old', 'timestamp_too_old', signed({ at: NOW - 301 })],
    ['301 s ahead', 'timestamp_in_future', signed({ at: NOW + 301 })],
    ['a clock that is no number', 'timestamp_too_old', { nowSeconds: Number.NaN }],
    ['another timestamp than was signed', 'signature_wrong', { timestamp: String(NOW + 1) }],
    [
      'the body written again',
      'signature_wrong',
      { rawBody: Buffer.from(JSON.stringify(JSON.parse(body.toString()))) },
    ],
    ['a byte more', 'signature_wrong', { rawBody: Buffer.concat([body, Buffer.from(' ')]) }],
  ])('%s: %s', (_, reason, over) => expect(verify(over)).toEqual({ ok: false, error: reason }));
});
