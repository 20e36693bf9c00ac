import type { Caller, JsonWebKeySet } from '@libs/http';
import { runProcess } from '../run-process';
import { ProbeModule } from './probe.module';

/** The probe application as a process of its own, so that a test can send it signals. */
const caller: Caller = { id: 'key:1', role: 'super_admin' };

void runProcess({
  name: 'probe-http',
  module: (config) =>
    ProbeModule.register(config, {
      keys: { load: async (): Promise<JsonWebKeySet> => ({ keys: [] }) },
      apiKeys: { find: async () => caller },
    }),
  port: (config) => config.ports.subscription,
});
