import {
  Catch,
  Controller,
  Injectable,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { map, of, type Observable } from 'rxjs';
import { AppError } from '@libs/errors';
import { currentContext } from '@libs/observability';
import { done, drop, retry, snooze, type JobOutcome } from './job-outcome';
import type { MessageEnvelope } from './message-envelope';
import { QueueConsumer, QueueContext } from './queue-context';
import { message, QueueFixture, until } from './testing/queue-fixture';

const QUEUE = 'q:sub:payment_initiation';
interface Seen {
  envelope: MessageEnvelope;
  attempt: number;
  requestId?: string;
}
let handle: (seen: Seen, context: QueueContext) => Promise<JobOutcome>;
let seen: Seen[] = [];

@Controller()
class Consumer {
  @QueueConsumer(QUEUE)
  async consume(@Payload() envelope: MessageEnvelope, @Ctx() context: QueueContext): Promise<JobOutcome> {
    const facts = { envelope, attempt: context.attempt, requestId: currentContext()?.requestId };
    seen.push(facts);
    return handle(facts, context);
  }
}

let fixture: QueueFixture;
beforeEach(async () => {
  seen = [];
  handle = async () => done();
  fixture = await new QueueFixture().ready();
});
afterEach(() => fixture.close());
const depth = async () => (await fixture.client.counts())[QUEUE];

it('hands the envelope to the handler, in the context of the request that caused it', async () => {
  const sent = message(QUEUE, { subscription_id: 's1' });
  await fixture.work(Consumer);
  await fixture.client.publish([sent]);
  await until(async () => (await depth()).done === 1);
  expect(seen).toEqual([
    {
      envelope: { ...sent.envelope, attempts: 1, max_attempts: 4 },
      attempt: 1,
      requestId: sent.envelope.request_id,
    },
  ]);
});

it('goes to the failed set after exactly the attempts of the policy, with the last reason, and can be retried', async () => {
  handle = async ({ attempt }) => {
    if (attempt === 4) throw new AppError('gateway_unavailable');
    return retry('no answer');
  };
  const sent = message(QUEUE);
  await fixture.work(Consumer);
  await fixture.client.publish([sent]);
  await until(async () => (await depth()).failed === 1);
  expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  const page = await fixture.client.failedJobs(QUEUE, { offset: 0, limit: 10 });
  expect(page).toMatchObject({ total: 1, jobs: [{ id: sent.envelope.id, attempts: 4, action: 'initial' }] });
  expect(page.jobs[0]?.reason).toMatch(/^gateway_unavailable: /);

  handle = async () => done();
  await fixture.client.retryFailed(QUEUE, sent.envelope.id);
  await until(async () => (await depth()).done === 1);
  expect(seen.at(-1)).toMatchObject({ attempt: 1, envelope: { id: sent.envelope.id } });
  await expect(fixture.client.retryFailed(QUEUE, sent.envelope.id)).rejects.toMatchObject({
    code: 'failed_job_not_found',
  });
});

it('keeps no words of the database beside a failed message: they may quote what was stored', async () => {
  handle = async () => {
    throw Object.assign(new Error('invalid input syntax for type uuid: "4242424242424242"'), {
      code: '22P02',
      severity: 'ERROR',
    });
  };
  await fixture.work(Consumer);
  await fixture.client.publish([message(QUEUE)]);
  await until(async () => (await depth()).failed === 1);
  const [failed] = (await fixture.client.failedJobs(QUEUE, { offset: 0, limit: 1 })).jobs;
  expect(failed?.reason).toBe('Error: 22P02');
});

it('keeps a poison message from blocking the others', async () => {
  const poison = {
    queue: QUEUE,
    envelope: { id: message(QUEUE).envelope.id, action: 'initial', payload: 'no object' },
  };
  const good = Array.from({ length: 20 }, () => message(QUEUE));
  await fixture.work(Consumer);
  await fixture.client.publish([poison, ...good]);
  await until(async () => (await depth()).done === 20 && (await depth()).failed === 1);
  expect(seen).toHaveLength(20);
  const [failed] = (await fixture.client.failedJobs(QUEUE, { offset: 0, limit: 1 })).jobs;
  expect(failed).toMatchObject({
    id: poison.envelope.id,
    attempts: 4,
    reason: expect.stringContaining('malformed message'),
  });
});

it('waits at least as long as the policy says between attempts', async () => {
  await fixture.close();
  fixture = await new QueueFixture({ maxRetries: 2, baseDelaySeconds: 0.3, maxDelaySeconds: 10 }).ready();
  const at: number[] = [];
  handle = async () => {
    at.push(performance.now());
    return retry('not yet');
  };
  await fixture.work(Consumer);
  await fixture.client.publish([message(QUEUE)]);
  await until(async () => (await depth()).failed === 1);
  const pauses = at.slice(1).map((time, i) => time - (at[i] ?? 0));
  expect(pauses).toHaveLength(2);
  expect(pauses[0]).toBeGreaterThan(290);
  expect(pauses[1]).toBeGreaterThan(590);
});

it('snoozes without using up an attempt', async () => {
  let snoozes = 0;
  handle = async () => (snoozes++ < 6 ? snooze(Date.now() + 20) : done());
  await fixture.work(Consumer);
  await fixture.client.publish([message(QUEUE)]);
  await until(async () => (await depth()).done === 1);
  expect(seen.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1, 1, 1]);
});

it('waits for a database that is away, however often, without using up an attempt', async () => {
  let tries = 0;
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  handle = async () => {
    if (tries++ < 2) throw away;
    return done();
  };
  await fixture.work(Consumer);
  await fixture.client.publish([message(QUEUE)]);
  await until(async () => (await depth()).done === 1);
  expect(seen.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
});

it('gives up a message whose own statement takes too long', async () => {
  handle = async () => {
    throw Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  };
  await fixture.work(Consumer);
  await fixture.client.publish([message(QUEUE)]);
  await until(async () => (await depth()).failed === 1);
  expect(seen).toHaveLength(4);
});

it('acknowledges what it drops and keeps the reason beside the message', async () => {
  handle = async () => drop('the invoice is void');
  const sent = message(QUEUE);
  await fixture.work(Consumer);
  await fixture.client.publish([sent]);
  await until(async () => (await depth()).done === 1);
  const record = await fixture.redis.hget(`${fixture.settings.keyPrefix}${QUEUE}:${sent.envelope.id}`, 'returnvalue');
  expect(JSON.parse(record ?? '')).toEqual({ outcome: 'dropped', reason: 'the invoice is void' });
});

it('treats a handler without an outcome as a bug, not as success', async () => {
  handle = async () => undefined as unknown as JobOutcome;
  await fixture.work(Consumer);
  await fixture.client.publish([message(QUEUE)]);
  await until(async () => (await depth()).failed === 1);
  expect(seen).toHaveLength(4);
});

it('finishes what it has in hand before it closes, and begins nothing more', async () => {
  let begun = 0;
  handle = async () => {
    begun++;
    await new Promise((resolve) => setTimeout(resolve, 400));
    return done();
  };
  const app = await fixture.work(Consumer);
  await fixture.client.publish(Array.from({ length: 12 }, () => message(QUEUE)));
  await until(() => begun === 5); // As many as the concurrency allows.
  await app.close();
  expect(begun).toBe(5);
  expect(await depth()).toMatchObject({ done: 5, pending: 7, processing: 0 });
});

it('publishes a message once, however often it is sent', async () => {
  const sent = message(QUEUE);
  await fixture.client.publish([sent, sent]);
  await fixture.work(Consumer);
  await until(async () => (await depth()).done === 1);
  await fixture.client.publish([sent]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(seen).toHaveLength(1);
});

describe('Nest around a consumer', () => {
  @Injectable()
  class OnlyWithIds implements PipeTransform {
    transform(value: unknown): unknown {
      if (!(value instanceof QueueContext) && !('subscription_id' in (value as MessageEnvelope).payload)) {
        throw new TypeError('payload has no subscription_id');
      }
      return value;
    }
  }
  @Catch(TypeError)
  class DropBadPayloads implements ExceptionFilter<TypeError> {
    catch(error: TypeError, host: ArgumentsHost): Observable<JobOutcome> {
      return of(drop(`${host.getType()}: ${error.message}`));
    }
  }
  const timeline: string[] = [];
  class Watching implements NestInterceptor, CanActivate {
    canActivate(context: ExecutionContext): boolean {
      timeline.push(`guard of ${context.switchToRpc().getContext<QueueContext>().queue}`);
      return true;
    }
    intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
      timeline.push('before');
      return next.handle().pipe(map((outcome) => (timeline.push('after'), outcome)));
    }
  }
  @Controller()
  @UseGuards(Watching)
  @UseInterceptors(Watching)
  class Guarded {
    @UsePipes(OnlyWithIds)
    @UseFilters(DropBadPayloads)
    @QueueConsumer('q:pay:refund_initiation')
    async consume(@Payload() envelope: MessageEnvelope): Promise<JobOutcome> {
      timeline.push(`handler ${String(envelope.payload.subscription_id)}`);
      return done();
    }
  }

  it('runs guards, interceptors, pipes and filters as on a controller', async () => {
    const [good, bad] = [
      message('q:pay:refund_initiation', { subscription_id: 's1' }),
      message('q:pay:refund_initiation'),
    ];
    await fixture.work(Guarded);
    await fixture.client.publish([good]);
    await until(() => timeline.length === 4);
    expect(timeline).toEqual(['guard of q:pay:refund_initiation', 'before', 'handler s1', 'after']);

    await fixture.client.publish([bad]);
    await until(async () => (await fixture.client.counts())['q:pay:refund_initiation'].done === 2);
    const record = await fixture.redis.hget(
      `${fixture.settings.keyPrefix}q:pay:refund_initiation:${bad.envelope.id}`,
      'returnvalue',
    );
    expect(JSON.parse(record ?? '')).toEqual({ outcome: 'dropped', reason: 'rpc: payload has no subscription_id' });
  });
});
