import type { DynamicModule } from '@nestjs/common';
import type { Config } from '@libs/config';
import { JwksKeySource } from '@libs/http';
import { PlatformModule } from '@libs/platform';
import { ENTITIES } from './entities';
import { ApiKeyRepository } from './identity/persistence/api-key.repository';
import { hashOfSecret } from './identity/secrets';
import { SigningKeys } from './identity/signing-keys';
import { TestClockRepository } from './test-clock/persistence/test-clock.repository';

/** The platform as every process of this service uses it. Only the HTTP process has the private keys; the others fetch the public ones. */
export function subscriptionPlatform(config: Config, process: 'http' | 'worker' | 'scheduler'): DynamicModule {
  const { auth } = config;
  return PlatformModule.register({
    config,
    name: process === 'http' ? 'subscription-service' : `subscription-${process}`,
    database: config.subscriptionDatabase,
    entities: ENTITIES,
    // The billing run fills the outbox; who has nothing else to do empties it.
    relaysOutbox: process !== 'scheduler',
    otherService: { name: 'payment_service', url: config.urls.payment },
    keySource: () =>
      process === 'http' ? new SigningKeys(auth.keysDirectory, auth.signingKeyId) : new JwksKeySource(auth.jwksUrl),
    apiKeySource: (_, database) => {
      const keys = new ApiKeyRepository(database);
      return { find: (apiKey) => keys.callerOf(hashOfSecret(apiKey)) };
    },
    clockAhead: (database) => new TestClockRepository(database).ahead(),
  });
}
