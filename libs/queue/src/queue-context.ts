import { MessagePattern } from '@nestjs/microservices';
import { BaseRpcContext } from '@nestjs/microservices';
import type { Job } from 'bullmq';
import { QUEUES, type QueueName } from './queue-registry';

/** What a consumer may ask about the message it is handling: `@Ctx() context: QueueContext`. */
export class QueueContext extends BaseRpcContext<[QueueName, Job, string]> {
  get queue(): QueueName {
    return this.args[0];
  }

  get jobId(): string {
    return String(this.args[1].id);
  }

  /** The first attempt is 1. Snoozes and crashed workers do not count. */
  get attempt(): number {
    return this.args[1].attemptsMade + 1;
  }

  get maxAttempts(): number {
    return Math.max(1, this.args[1].opts.attempts ?? 1);
  }
}

/** Marks the controller method that handles a queue: it gets the envelope as `@Payload()` and returns a JobOutcome. */
export function QueueConsumer(queue: QueueName): MethodDecorator {
  return MessagePattern(queue, { description: QUEUES[queue].description });
}
