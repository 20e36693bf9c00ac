import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FailedJobView, QueueView } from '@libs/dto';
import { Answer, Endpoint, PageQuery, type Page } from '@libs/http';
import { OverseeQueues } from '../oversee-queues';

@Controller('v1/queues')
@ApiTags('Queues')
export class QueuesController {
  constructor(private readonly queues: OverseeQueues) {}

  @Get()
  @Endpoint({
    operation: 'queues.list',
    summary: 'How many messages each queue of both services holds, by state',
    answer: [QueueView],
  })
  async list(): Promise<QueueView[]> {
    return this.queues.depths();
  }

  @Get(':name/failed')
  @Endpoint({
    operation: 'queues.failed',
    summary: 'Messages whose attempts are used up, newest first, with the last reason',
    answer: { page: FailedJobView },
    errors: ['not_found', 'validation_failed', 'invalid_cursor'],
  })
  async failed(@Param('name') name: string, @Query() query: PageQuery): Promise<Page<FailedJobView>> {
    return this.queues.failed(name, query.limit, query.cursor);
  }

  @Post(':name/failed/:job_id/retry')
  @Endpoint({
    operation: 'queues.retry',
    summary: 'Put a failed message back, with all of its attempts',
    description: 'What it does has its effect once, however often it is tried.',
    status: 202,
    errors: ['not_found', 'failed_job_not_found'],
  })
  async retry(@Param('name') name: string, @Param('job_id') jobId: string): Promise<Answer<null>> {
    await this.queues.retry(name, jobId);
    return new Answer(null, 'The message is waiting again.');
  }
}
