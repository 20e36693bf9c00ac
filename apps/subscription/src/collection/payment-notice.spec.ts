import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '@libs/config';
import type { PaymentRequestPayload } from '@libs/dto';
import { PaymentNotice } from './payment-notice';

const request = { invoice_id: '0190a0c8-0000-7000-8000-000000000001' } as PaymentRequestPayload;

/** A payment service that takes requests and answers as it is told, or never. */
async function paymentService(
  answers: boolean,
): Promise<{ server: Server; notice: PaymentNotice; asked: () => number }> {
  let asked = 0;
  const server = createServer((_, answer) => {
    asked += 1;
    if (answers) answer.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const payment = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = { urls: { payment }, webhooks: { secrets: ['a secret'] } } as unknown as Config;
  return { server, notice: new PaymentNotice(config), asked: () => asked };
}

it.each([
  [true, 3],
  [false, 1],
])('a payment service that answers (%s) is told %d of three corrections at once', async (answers, told) => {
  const { server, notice, asked } = await paymentService(answers);
  for (const correction of [request, request, request]) await notice.post(correction);
  server.closeAllConnections();
  server.close();
  expect(asked()).toBe(told);
});
