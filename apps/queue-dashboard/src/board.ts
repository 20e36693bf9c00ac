import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Job } from 'bullmq';
import type { FastifyPluginCallback } from 'fastify';
import type { Redis } from 'ioredis';
import { openQueue, QUEUE_NAMES, QUEUES, retryFailedJob, type QueueName } from '@libs/queue';

/** A queue on the board, under the name the contract gives it. */
class ContractQueueAdapter extends BullMQAdapter {
  constructor(
    private readonly fullName: QueueName,
    private readonly redis: Redis,
    private readonly queueOnBoard: ReturnType<typeof openQueue>,
  ) {
    const retries = { allowRetries: true, allowCompletedRetries: false };
    super(queueOnBoard, { description: QUEUES[fullName].description, displayName: fullName, ...retries });
  }

  override getName(): string {
    return this.fullName;
  }

  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && this.withAllAttempts(job);
  }

  override async getJobs(...query: Parameters<BullMQAdapter['getJobs']>): Promise<Job[]> {
    return (await super.getJobs(...query)).map((job) => this.withAllAttempts(job));
  }

  /** A retry from the board starts the policy afresh, as POST /v1/queues/…/retry does; BullMQ's own gives one attempt. */
  private withAllAttempts(job: Job): Job {
    const retry = job.retry.bind(job);
    job.retry = (state, options) =>
      state === 'completed' ? retry(state, options) : retryFailedJob(this.queueOnBoard, this.redis, String(job.id));
    return job;
  }
}

/** Bull Board over all six queues. */
export function createBoard(
  redis: Redis,
  keyPrefix: string,
): { plugin: FastifyPluginCallback; close: () => Promise<void> } {
  const queues = QUEUE_NAMES.map((name) => [name, openQueue(name, redis, keyPrefix)] as const);
  const serverAdapter = new FastifyAdapter();
  createBullBoard({
    queues: queues.map(([name, queue]) => new ContractQueueAdapter(name, redis, queue)),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'Billing queues',
        hideDocsLink: true,
        showMetrics: true,
        miscLinks: [{ text: 'Log out', url: '/logout' }],
      },
    },
  });
  const close = async () => {
    await Promise.allSettled(queues.map(([, queue]) => queue.close()));
  };
  return { plugin: serverAdapter.registerPlugin(), close };
}
