import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OutboxView } from '@libs/dto';
import { Endpoint } from '@libs/http';
import { ReadOutbox } from '../use-cases/read-outbox';

@ApiTags('Internal')
@Controller('v1/internal/outbox')
export class OutboxController {
  constructor(private readonly outbox: ReadOutbox) {}

  @Post()
  @Endpoint({
    operation: 'internal.outbox',
    summary: 'Whether all messages of this service have left for their queues',
    answer: OutboxView,
    errors: ['invalid_signature'],
  })
  async state(): Promise<OutboxView> {
    return { is_empty: await this.outbox.isEmpty() };
  }
}
