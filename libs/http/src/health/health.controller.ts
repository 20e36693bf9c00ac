import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiProperty, ApiTags } from '@nestjs/swagger';
import { registry } from '@libs/observability';
import { Endpoint } from '../openapi/endpoint.decorator';
import type { AppReply } from '../server/request';
import { Health } from './health';

class HealthView {
  @ApiProperty({ enum: ['healthy', 'degraded', 'unhealthy'] }) status!: string;
  @ApiProperty({ example: 'subscription-service' }) service!: string;
  @ApiProperty({ example: '0.1.0' }) version!: string;
  @ApiProperty({ format: 'date-time' }) timestamp!: string;
  @ApiProperty({ required: false, type: Object }) checks?: object;
}

/** Liveness, readiness and metrics. Health answers are bare, without the envelope, as probes expect them. */
@ApiTags('Health')
@Controller()
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get('v1/health')
  @Endpoint({ operation: 'health.read', summary: 'The process lives', answer: HealthView, unlimited: true })
  liveness(@Res() reply: AppReply): void {
    void reply.send(this.health.liveness());
  }

  @Get('v1/health/detailed')
  @Endpoint({
    operation: 'health.read',
    summary: 'Every dependency answers; 503 when one that is needed does not',
    answer: HealthView,
    unlimited: true,
  })
  async detailed(@Res() reply: AppReply): Promise<void> {
    const report = await this.health.detailed();
    void reply.status(report.status === 'unhealthy' ? 503 : 200).send(report);
  }

  @Get('v1/health/deep')
  @Endpoint({
    operation: 'health.read',
    summary: 'A real write and read through database, queue and the other service',
    answer: HealthView,
  })
  async deep(@Res() reply: AppReply): Promise<void> {
    const report = await this.health.deep();
    void reply.status(report.status === 'unhealthy' ? 503 : 200).send(report);
  }

  @Get('health')
  @ApiExcludeEndpoint()
  @Endpoint({ operation: 'health.read', summary: 'Alias of /v1/health', unlimited: true })
  livenessAlias(@Res() reply: AppReply): void {
    this.liveness(reply);
  }

  @Get('health/ready')
  @ApiExcludeEndpoint()
  @Endpoint({ operation: 'health.read', summary: 'Alias of /v1/health/detailed', unlimited: true })
  readinessAlias(@Res() reply: AppReply): Promise<void> {
    return this.detailed(reply);
  }

  @Get('metrics')
  @ApiExcludeEndpoint()
  @Endpoint({ operation: 'health.read', summary: 'Prometheus metrics', unlimited: true })
  async metrics(@Res() reply: AppReply): Promise<void> {
    void reply.type(registry.contentType).send(await registry.metrics());
  }
}
