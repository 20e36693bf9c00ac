import { SystemClock } from '@libs/calendar';
import { describeGatewayContract } from '../gateway.contract';
import { chargeOf } from '../gateway-under-test.contract';
import { CONTRACT_WEBHOOK_SECRET } from '../gateway-events.contract';
import { MockGateway } from './mock.gateway';

const makeMock = () => new MockGateway({ webhookSecret: CONTRACT_WEBHOOK_SECRET, clock: new SystemClock() });

const MOVED = {
  id: 'evt_1',
  created: 1_790_000_000,
  gateway_reference: 'ref_1',
  amount_minor: '2999',
  currency: 'USD',
};

describeGatewayContract('mock', async () => {
  const gateway = makeMock();
  return {
    gateway,
    movements: async () => gateway.journal.filter((movement) => movement.kind === 'charge'),
    loseNextAnswer: async (call = 'charge') => gateway.breakNext('lose_answer', 1, call),
    loseNextRequest: async (call = 'charge') => gateway.breakNext('lose_request', 1, call),
    openDispute: async (reference) => void gateway.openDispute(reference),
    closeDispute: async (reference, outcome) => void gateway.closeDispute(reference, outcome),
    settledEvent: () => ({ ...MOVED, type: 'charge.succeeded', payment_id: 'pay_1' }),
    refundEvent: (status) => ({
      ...MOVED,
      type: `refund.${status}`,
      amount_minor: '1000',
      refund_reference: 're_1',
      refund_id: 'refund_1',
    }),
    disputeEvent: (status) => ({
      ...MOVED,
      type: `dispute.${status}`,
      dispute_reference: 'dp_1',
      reason: 'fraudulent',
    }),
    close: async () => undefined,
  };
});

describe('MockGateway', () => {
  it('refuses connections for as many charges as it is told', async () => {
    const gateway = makeMock();
    gateway.breakNext('refuse_connection', 2);
    const refused = { name: 'GatewayUnavailable', trouble: 'connection_refused' };
    await expect(gateway.charge(chargeOf('4242424242424242'))).rejects.toMatchObject(refused);
    await expect(gateway.charge(chargeOf('4242424242424242'))).rejects.toMatchObject(refused);
    expect((await gateway.charge(chargeOf('4242424242424242'))).status).toBe('succeeded');
    expect(gateway.journal).toHaveLength(1);
  });

  it('keeps no card number', async () => {
    const gateway = makeMock();
    await gateway.charge(chargeOf('4111111111111111'));
    await gateway.charge(chargeOf('4000000000000002'));
    const kept = JSON.stringify(gateway, (_, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      return value instanceof Map ? [...(value as Map<string, unknown>)] : value;
    });
    expect(kept).toContain('1111');
    expect(kept).not.toMatch(/4111111111111111|4000000000000002/);
  });
});
