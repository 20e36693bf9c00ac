import { createHmac } from 'node:crypto';
import type { PaymentGateway } from './gateway';

export const CONTRACT_WEBHOOK_SECRET = 'whsec_contract_suite';

interface EventWorld {
  gateway: PaymentGateway;
  settledEvent(): object;
  refundEvent(status: 'succeeded' | 'failed'): object;
  disputeEvent(status: 'opened' | 'won' | 'lost'): object;
}

/** Which webhooks an adapter believes, and what it reads in them. */
export function describeGatewayEvents(theWorld: () => EventWorld): void {
  const now = () => Math.floor(new Date().getTime() / 1000);
  const sign = (timestamp: number | string, body: string, secret = CONTRACT_WEBHOOK_SECRET) =>
    createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const parse = (body: string, header: string | string[] | undefined) =>
    theWorld().gateway.parseEvent(Buffer.from(body), { 'stripe-signature': header });
  const body = () => JSON.stringify(theWorld().settledEvent(), null, 2);

  it('reads a rightly signed event', () => {
    expect(parse(body(), `t=${now()},v1=${sign(now(), body())}`)).toMatchObject({
      id: expect.any(String),
      createdAt: expect.any(Date),
      kind: 'charge_settled',
      gatewayReference: 'ref_1',
      paymentId: 'pay_1',
      outcome: { status: 'succeeded', gatewayReference: 'ref_1', amountMinor: 2999n, currency: 'USD' },
    });
  });

  const read = (event: object) => parse(JSON.stringify(event), `t=${now()},v1=${sign(now(), JSON.stringify(event))}`);

  it.each(['succeeded', 'failed'] as const)('reads that a refund %s', (status) => {
    expect(read(theWorld().refundEvent(status))).toMatchObject({
      kind: 'refund_settled',
      refundReference: 're_1',
      refundId: 'refund_1',
      gatewayReference: 'ref_1',
      amountMinor: 1000n,
      currency: 'USD',
      outcome: { status, refundReference: 're_1', ...(status === 'failed' && { code: expect.any(String) }) },
    });
  });

  it.each(['opened', 'won', 'lost'] as const)('reads a dispute: %s', (status) => {
    const facts = { disputeReference: 'dp_1', gatewayReference: 'ref_1', amountMinor: 2999n, currency: 'USD' };
    const kind = status === 'opened' ? { kind: 'dispute_opened' } : { kind: 'dispute_closed', outcome: status };
    expect(read(theWorld().disputeEvent(status))).toMatchObject({ ...kind, ...facts, reason: 'fraudulent' });
  });

  it.each([290, -290])('takes a stamp %s seconds away', (seconds) => {
    const stamp = now() + seconds;
    expect(parse(body(), `t=${stamp},v1=${sign(stamp, body())}`).kind).toBe('charge_settled');
  });

  it('takes any one of several signatures', () => {
    const header = `t=${now()},v1=${sign(now(), body(), 'whsec_old')},v1=${sign(now(), body())},v0=x`;
    expect(parse(body(), header).kind).toBe('charge_settled');
  });

  it.each<[string, () => string | string[] | undefined]>([
    ['no header', () => undefined],
    ['two headers', () => [`t=${now()},v1=${sign(now(), body())}`, 't=1,v1=2']],
    ['an empty header', () => ''],
    ['no stamp', () => `v1=${sign(now(), body())}`],
    ['no signature', () => `t=${now()}`],
    ['another secret', () => `t=${now()},v1=${sign(now(), body(), 'whsec_other')}`],
    ['another body', () => `t=${now()},v1=${sign(now(), `${body()} `)}`],
    ['a signature under another name', () => `t=${now()},v0=${sign(now(), body())}`],
    ['an old stamp', () => `t=${now() - 310},v1=${sign(now() - 310, body())}`],
    ['a future stamp', () => `t=${now() + 310},v1=${sign(now() + 310, body())}`],
    ['nine digits', () => `t=123456789,v1=${sign('123456789', body())}`],
    ['a stamp with letters behind', () => `t=${now()}abc,v1=${sign(`${now()}abc`, body())}`],
    ['two stamps', () => `t=${now()},t=${now()},v1=${sign(now(), body())}`],
    ['a short signature', () => `t=${now()},v1=${sign(now(), body()).slice(0, 62)}`],
    ['an upper-case signature', () => `t=${now()},v1=${sign(now(), body()).toUpperCase()}`],
  ])('refuses %s', (_, header) => {
    expect(() => parse(body(), header())).toThrow(expect.objectContaining({ code: 'invalid_gateway_signature' }));
  });

  it.each(['not json', 'null', '{}', '{"id":1}'])('refuses a signed body that is no event: %s', (text) => {
    const header = `t=${now()},v1=${sign(now(), text)}`;
    expect(() => parse(text, header)).toThrow(expect.objectContaining({ code: 'malformed_json' }));
  });
}
