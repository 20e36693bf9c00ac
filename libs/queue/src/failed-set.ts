import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { AppError } from '@libs/errors';

export interface FailedJob {
  id: string;
  action: string;
  correlationId: string | null;
  attempts: number;
  reason: string;
  /** Unix milliseconds of the last attempt's end. */
  failedAtEpochMs: number | null;
}

export interface FailedJobsPage {
  total: number;
  jobs: FailedJob[];
}

/** Messages whose attempts are used up, newest first, with the last reason. */
export async function failedPage(queue: Queue, page: { offset: number; limit: number }): Promise<FailedJobsPage> {
  const [total, jobs] = await Promise.all([
    queue.getFailedCount(),
    queue.getFailed(page.offset, page.offset + page.limit - 1),
  ]);
  return { total, jobs: jobs.filter((job) => job !== undefined).map(present) };
}

/** Back to waiting, with all attempts of the policy again. */
export async function retryFailedJob(queue: Queue, redis: Redis, jobId: string): Promise<void> {
  const job = (await queue.getJob(jobId)) as Job | undefined;
  if (!job || !(await job.isFailed())) throw new AppError('failed_job_not_found', { jobId });
  // A message that died with its workers carries their count and its sentence; kept, they would fail it again unread.
  await redis.hdel(queue.toKey(jobId), 'stc', 'defa');
  try {
    await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
  } catch (error) {
    // Somebody else was quicker: then it is not in the failed set any more.
    if (!(await job.isFailed())) throw new AppError('failed_job_not_found', { jobId });
    throw error;
  }
}

function present(job: Job): FailedJob {
  const data = job.data as { correlation_id?: unknown } | null;
  return {
    id: String(job.id),
    action: job.name,
    correlationId: typeof data?.correlation_id === 'string' ? data.correlation_id : null,
    attempts: job.attemptsMade,
    reason: job.failedReason ?? 'unknown',
    failedAtEpochMs: job.finishedOn ?? null,
  };
}
