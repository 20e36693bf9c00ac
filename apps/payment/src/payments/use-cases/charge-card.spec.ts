import { GatewayLimits } from '../../gateway-limits';
import type { PaymentGateway } from '../../gateways/gateway';
import type { SaveForCharge } from '../../payment-methods/payment-methods.api';
import { ChargeCard, type ChargeSource } from './charge-card';

const GATEWAY = {} as PaymentGateway;
const source = { card: {}, keepAs: 'method-1' } as ChargeSource;

it('nobody waits for a charged card that is not settled in time', async () => {
  const settleQuietly = jest.fn(() => new Promise<void>(() => undefined));
  const card = new ChargeCard(GATEWAY, { settleQuietly } as unknown as SaveForCharge, new GatewayLimits(8000, true));
  await card.settleCard(source, { status: 'success' }, performance.now() + 20);
  expect(settleQuietly).toHaveBeenCalledWith('method-1', true);
}, 2_000);
