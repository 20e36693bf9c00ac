import type { MessageHandler } from '@nestjs/microservices';
import { DelayedError, type Job } from 'bullmq';
import { isObservable, lastValueFrom } from 'rxjs';
import { SystemClock } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { loggableError, logger, metrics, runInContext } from '@libs/observability';
import { isServerAway } from '@libs/persistence';
import { isJobOutcome, retry, snooze, type JobOutcome } from './job-outcome';
import { readEnvelope } from './message-envelope';
import { QueueContext } from './queue-context';
import type { QueueName } from './queue-registry';

const REASON_LENGTH_MAX = 500;
/** Real time: how long a server was away has nothing to do with billing. */
const wallClock = new SystemClock();
const OUTAGE_PAUSE_MS = { min: 500, max: 20_000 };
const log = logger('queue');

/** Kept beside a completed message, for the dashboard. */
export type JobRecord = { outcome: 'done' } | { outcome: 'dropped'; reason: string };

/** Says "not now" to BullMQ. The message becomes the reason in the failed set. */
class RetryLater extends Error {
  override name = 'RetryLater';
}

/** Runs one attempt at a message: envelope → handler → outcome → what BullMQ is to do with it. */
export class JobRunner {
  constructor(
    private readonly queue: QueueName,
    private readonly handler: MessageHandler,
  ) {}

  async run(job: Job, token: string): Promise<JobRecord> {
    const context = new QueueContext([this.queue, job, token]);
    const envelope = readEnvelope(job.data, context.attempt, context.maxAttempts);
    const requestId = (envelope.ok ? envelope.value.request_id : undefined) ?? `job-${context.jobId}`;
    return runInContext({ requestId, actor: `system:${this.queue}` }, async () => {
      const startedAt = process.hrtime.bigint();
      const outcome = envelope.ok
        ? await this.ask(envelope.value, context, job.timestamp)
        : retry(`malformed message: ${envelope.error}`);
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      this.report(job, context, outcome, seconds);
      return this.obey(job, token, outcome);
    });
  }

  private async ask(envelope: object, context: QueueContext, sinceEpochMs: number): Promise<JobOutcome> {
    try {
      const answer: unknown = await this.handler(envelope, context);
      const outcome: unknown = isObservable(answer) ? await lastValueFrom(answer) : answer;
      if (!isJobOutcome(outcome)) throw new InvariantBroken(`the consumer of ${this.queue} returned no outcome`);
      return outcome;
    } catch (error) {
      if (isServerAway(error)) {
        log.warn({ queue: this.queue, jobId: context.jobId, reason: reasonOf(error) }, 'the database is away');
        return snooze(afterOutage(sinceEpochMs));
      }
      if (!(error instanceof AppError))
        log.error({ err: error, queue: this.queue, jobId: context.jobId }, 'consumer threw');
      return retry(reasonOf(error));
    }
  }

  private report(job: Job, context: QueueContext, outcome: JobOutcome, seconds: number): void {
    const isLast = outcome.kind === 'retry' && context.attempt >= context.maxAttempts;
    metrics.queueJobSeconds.observe({ queue: this.queue, outcome: isLast ? 'failed' : outcome.kind }, seconds);
    if (outcome.kind === 'retry' && !isLast) metrics.queueRetries.inc({ queue: this.queue });
    const facts = {
      queue: this.queue,
      jobId: context.jobId,
      action: job.name,
      correlationId: (job.data as { correlation_id?: unknown } | null)?.correlation_id,
      attempt: context.attempt,
      outcome: outcome.kind,
      ...('reason' in outcome ? { reason: outcome.reason } : {}),
      seconds,
    };
    if (isLast) log.error(facts, 'message failed for good');
    else if (outcome.kind === 'retry' || outcome.kind === 'drop') log.warn(facts, 'message not done');
    else log.info(facts, 'message handled');
  }

  private async obey(job: Job, token: string, outcome: JobOutcome): Promise<JobRecord> {
    switch (outcome.kind) {
      case 'done':
        return { outcome: 'done' };
      case 'drop':
        return { outcome: 'dropped', reason: shorten(outcome.reason) };
      case 'retry':
        throw new RetryLater(shorten(outcome.reason));
      case 'snooze':
        await job.moveToDelayed(outcome.untilEpochMs, token);
        throw new DelayedError();
    }
  }
}

/**
 * When a message is tried again that found its database away, as a unix time in milliseconds: as long again as it is old,
 * so that an outage of hours costs it no attempt, and within the minute once that is over (promises 2, 11).
 */
function afterOutage(sinceEpochMs: number): number {
  const now = wallClock.now().epochMilliseconds;
  return now + Math.min(OUTAGE_PAUSE_MS.max, Math.max(OUTAGE_PAUSE_MS.min, now - sinceEpochMs));
}

/** Kept in Redis and shown on the dashboard: of a driver's error no more than its code. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError) return `${error.code}: ${error.message}`;
  if (error instanceof Error) {
    const { type, message, code } = loggableError(error);
    return `${type}: ${message ?? code ?? 'no code'}`;
  }
  const message = (error as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : 'the consumer failed without a reason';
}

function shorten(reason: string): string {
  return reason.slice(0, REASON_LENGTH_MAX);
}
