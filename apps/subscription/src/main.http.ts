import { serveOpenApi } from '@libs/http';
import { runProcess } from '@libs/platform';
import { installPlanCache } from './catalog/http/install-plan-cache';
import { HttpModule } from './http.module';
import { buildOpenApi } from './openapi';

void runProcess({
  name: 'subscription-http',
  module: (config) => HttpModule.register(config),
  port: (config) => config.ports.subscription,
  bodyBytesMaxByPath: ({ limits }) => ({ '/v1/usage/batch': limits.usageBatchBytes }),
  prepare: (app) => {
    serveOpenApi(app, buildOpenApi(app));
    installPlanCache(app);
  },
});
