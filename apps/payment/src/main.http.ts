import { serveOpenApi } from '@libs/http';
import { runProcess } from '@libs/platform';
import { HttpModule } from './http.module';
import { buildOpenApi } from './openapi';

void runProcess({
  name: 'payment-http',
  module: (config) => HttpModule.register(config),
  port: (config) => config.ports.payment,
  prepare: (app) => serveOpenApi(app, buildOpenApi(app)),
});
