import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from '@libs/config';
import { InvariantBroken } from '@libs/errors';
import { logger, runInContext } from '@libs/observability';
import { Database } from '@libs/persistence';
import { runTask } from '@libs/platform';
import { AuditApi } from './audit/audit.api';
import { CatalogApi } from './catalog/catalog.api';
import { HttpModule } from './http.module';
import { Passwords } from './identity/passwords';
import { UserRepository } from './identity/persistence/user.repository';
import { Register } from './identity/use-cases/register';
import { plantSeed, type SeedUsers } from './seed/plant-seed';
import { SubscriptionsApi } from './subscriptions/subscriptions.api';

const SEEDED_ENVIRONMENTS = ['development', 'test'];

void runTask('subscription-seed', async (config) => {
  if (!SEEDED_ENVIRONMENTS.includes(config.environment)) {
    throw new InvariantBroken(`${config.environment} has customers of its own and is never seeded`);
  }
  const app = await NestFactory.createApplicationContext(HttpModule.register(config), { logger: false });
  try {
    const planted = await runInContext({ requestId: 'seed', actor: 'system:seed' }, () =>
      plantSeed({
        database: app.get(Database),
        catalog: app.get(CatalogApi),
        subscriptions: app.get(SubscriptionsApi, { strict: false }),
        users: seedUsers(app, config),
        adminEmail: config.seed.adminEmail,
      }),
    );
    logger('seed').info(planted, 'seeded');
  } finally {
    await app.close();
  }
});

/** Everybody in the seed has the one password of the configuration. */
function seedUsers(app: INestApplicationContext, { seed }: Config): SeedUsers {
  const users = app.get(UserRepository);
  const register = app.get(Register, { strict: false });
  return {
    exists: async (email) => (await users.byEmail(email)) !== null,
    async addAdministrator() {
      const passwordHash = await app.get(Passwords).hash(seed.adminPassword);
      const names = { firstName: 'Ada', lastName: 'Admin' };
      const user = await users.add({
        email: seed.adminEmail,
        passwordHash,
        ...names,
        role: 'super_admin',
        accountId: null,
      });
      const subject = { type: 'user', id: String(user.id) };
      await app.get(AuditApi).record({ action: 'user.created', subject, after: { role: user.role } });
    },
    async register({ email, firstName, lastName, ...place }) {
      const names = { first_name: firstName, last_name: lastName };
      const user = await register.run({ email, password: seed.adminPassword, ...names, ...place });
      if (user.accountId === null) throw new InvariantBroken(`${email} was registered without an account`);
      return { userId: user.id, accountId: user.accountId };
    },
  };
}
