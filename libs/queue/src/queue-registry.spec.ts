import { isQueueName, QUEUE_NAMES, QUEUES, queueNamed } from './queue-registry';

it('has the six queues of the contract, whose full name is prefix and name', () => {
  expect([...QUEUE_NAMES].toSorted()).toEqual([
    'q:pay:refund_initiation',
    'q:pay:subscription_update',
    'q:sub:payment_initiation',
    'q:sub:plan_change',
    'q:sub:trial_payment',
    'q:sub:usage_sync',
  ]);
  for (const name of QUEUE_NAMES) expect(`${QUEUES[name].prefix}:${QUEUES[name].name}`).toBe(name);
});

it.each(['q:sub:unknown', 'toString', '__proto__', ''])('knows no queue %p', (name) => {
  expect(isQueueName(name)).toBe(false);
  expect(() => queueNamed(name)).toThrow('there is no queue');
});
