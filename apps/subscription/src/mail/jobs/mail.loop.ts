import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { logger } from '@libs/observability';
import { MailTemplates } from '../mail.api';
import { SendDueMails } from '../use-cases/send-due-mails';

const IDLE_MS = 500;
const TROUBLE_MS = 5_000;

const log = logger('mail');

/** Runs in the worker: looks for mails to send until the process ends. */
@Injectable()
export class MailLoop implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly sendDueMails: SendDueMails,
    private readonly templates: MailTemplates,
  ) {}

  onApplicationBootstrap(): void {
    for (const path of this.templates.strayFiles()) log.warn({ path }, 'no mail is called like this template');
    this.next(IDLE_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private next(pauseMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => (this.running = this.turn()), pauseMs);
  }

  private async turn(): Promise<void> {
    try {
      this.next((await this.sendDueMails.run()) > 0 ? 0 : IDLE_MS);
    } catch (error) {
      log.warn({ err: error }, 'cannot look for mails');
      this.next(TROUBLE_MS);
    }
  }
}
