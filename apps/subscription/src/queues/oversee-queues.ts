import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import type { FailedJobView, QueueView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { Page, readIntegerCursor } from '@libs/http';
import { Database } from '@libs/persistence';
import { isQueueName, QUEUE_NAMES, QueueClient, QUEUES, type FailedJob, type QueueName } from '@libs/queue';
import { AuditApi } from '../audit/audit.api';

/** What staff may see and do about messages; Redis holds them, this room holds nothing. */
@Injectable()
export class OverseeQueues {
  constructor(
    private readonly queues: QueueClient,
    private readonly database: Database,
    private readonly audit: AuditApi,
  ) {}

  async depths(): Promise<QueueView[]> {
    const depths = await this.queues.depths();
    return QUEUE_NAMES.map((name) => {
      const { description, consumer } = QUEUES[name];
      return { name, description, consumer, ...depths[name] };
    });
  }

  /** The cursor is a position: a failed set has no order that survives its own changes. @throws AppError `not_found` */
  async failed(name: string, limit: number, cursor?: string): Promise<Page<FailedJobView>> {
    const offset = readIntegerCursor(cursor) ?? 0;
    const { total, jobs } = await this.queues.failedJobs(queueOf(name), { offset, limit });
    const next = offset + limit;
    return new Page(
      jobs.map(failedJobView),
      next < total ? Buffer.from(String(next)).toString('base64url') : undefined,
    );
  }

  /** @throws AppError `not_found`, `failed_job_not_found` */
  async retry(name: string, jobId: string): Promise<void> {
    const queue = queueOf(name);
    await this.database.transaction(async () => {
      await this.audit.record({
        action: 'queue.job_retried',
        subject: { type: 'queue_job', id: jobId },
        after: { queue },
      });
      await this.queues.retryFailed(queue, jobId);
    });
  }
}

function queueOf(name: string): QueueName {
  if (!isQueueName(name)) throw new AppError('not_found');
  return name;
}

function failedJobView(job: FailedJob): FailedJobView {
  return {
    id: job.id,
    action: job.action,
    correlation_id: job.correlationId,
    attempts: job.attempts,
    reason: job.reason,
    failed_at: job.failedAtEpochMs === null ? null : Instant.ofEpochMilliseconds(job.failedAtEpochMs).toString(),
  };
}
