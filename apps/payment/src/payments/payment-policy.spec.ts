import { GatewayLimits } from '../gateway-limits';
import { nextCheckSeconds } from './payment-policy';

it.each([
  [0, 0, 5],
  [1, 5, 15],
  [2, 20, 30],
  [3, 50, 60],
  [4, 110, 60],
  [60, 3599, 60],
  [61, 3600, 300],
  [400, 86_399, 300],
  [401, 86_400, 3600],
])('after %i checks, %i s after the charge, the gateway is asked again in %i s', (checks, ageSeconds, pause) => {
  expect(nextCheckSeconds(checks, ageSeconds)).toBe(pause);
});

it('takes a charge for abandoned only when the gateway’s time-out is surely over', () => {
  expect(new GatewayLimits(8_000, false).abandonedAfterMs).toBe(10_000);
});
