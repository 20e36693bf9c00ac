import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { createGateway } from './create-gateway';
import { PAYMENT_GATEWAY } from './gateway';
import { GatewayLimits } from '../gateway-limits';

/** Provides the one gateway of this process, and what configuration says of calls to it. */
@Module({
  providers: [
    { provide: PAYMENT_GATEWAY, useFactory: ({ gateway }: Config) => createGateway(gateway), inject: [CONFIG] },
    {
      provide: GatewayLimits,
      useFactory: ({ gateway }: Config) => new GatewayLimits(gateway.timeoutMs, gateway.acceptRawCards),
      inject: [CONFIG],
    },
  ],
  exports: [PAYMENT_GATEWAY, GatewayLimits],
})
export class GatewaysModule {}
