import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { AppError } from '@libs/errors';
import { Outbox } from '@libs/persistence';
import { QueueClient } from '@libs/queue';
import { postSigned } from '@libs/webhooks';

/** From the shortest on each pause is half as long again: a charge takes tens of milliseconds, and each look costs one. */
const PAUSE_MS_MIN = 2;
const PAUSE_MS_MAX = 20;
const TIMEOUT_MS = 3_000;
const QUIET_SECONDS_MAX = 30;

/** Waits until what a step of time caused was delivered and done, in both services. */
@Injectable()
export class AwaitQuiet {
  constructor(
    private readonly outbox: Outbox,
    private readonly queues: QueueClient,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Messages that wait for a retry are not waited for. @throws AppError `dependency_unavailable` after 30 seconds */
  async run(): Promise<void> {
    const end = performance.now() + QUIET_SECONDS_MAX * 1_000;
    for (let pauseMs = 0; ; pauseMs = Math.min(Math.max(pauseMs * 1.5, PAUSE_MS_MIN), PAUSE_MS_MAX)) {
      if (pauseMs > 0) await sleep(pauseMs);
      // The other service can only have something to send when there was something to do.
      if ((await this.isDelivered()) && (pauseMs === 0 || (await this.isOtherQuiet()))) return;
      if (performance.now() > end) throw new AppError('dependency_unavailable', { dependency: 'queues' });
    }
  }

  /** In this order: a message leaves the outbox for a queue. */
  private async isDelivered(): Promise<boolean> {
    if (await this.outbox.hasUnpublished()) return false;
    const depths = Object.values(await this.queues.depths());
    return depths.every(({ pending, processing }) => pending + processing === 0);
  }

  private async isOtherQuiet(): Promise<boolean> {
    const { urls, webhooks } = this.config;
    const url = `${urls.payment}/v1/internal/outbox`;
    const options = { secrets: webhooks.secrets, timeoutMs: TIMEOUT_MS };
    // Too busy to say is not quiet; whoever waits gives up in the end.
    const answer = await postSigned(url, '{}', options).catch(() => undefined);
    if (answer?.status !== 200) return false;
    const { data } = JSON.parse(answer.body) as { data: { is_empty: boolean } };
    return data.is_empty && (await this.isDelivered());
  }
}
