import { Module } from '@nestjs/common';
import { loadConfig } from '@libs/config';
import { createGateway } from './create-gateway';
import { PAYMENT_GATEWAY } from './gateway';

/** Provides the one gateway of this process. */
@Module({
  providers: [{ provide: PAYMENT_GATEWAY, useFactory: () => createGateway(loadConfig().gateway) }],
  exports: [PAYMENT_GATEWAY],
})
export class GatewaysModule {}
