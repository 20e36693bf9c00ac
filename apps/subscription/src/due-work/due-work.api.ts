import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { DueWorkRepository } from './persistence/due-work.repository';
import { RunDueWork, type DueWorkOutcome } from './use-cases/run-due-work';

export type { DueWorkOutcome } from './use-cases/run-due-work';

/** What the timetable and the test clock may ask. */
@Injectable()
export class DueWorkApi implements OnModuleDestroy {
  constructor(
    private readonly due: DueWorkRepository,
    private readonly work: RunDueWork,
  ) {}

  /** Does all that is due now. */
  async run(): Promise<DueWorkOutcome> {
    return this.work.run();
  }

  /** When the next step of any subscription falls due, past instants included; parked accounts are left out. */
  async nextDueAt(): Promise<Instant | null> {
    return this.due.nextDueAt();
  }

  /** Before the timetable waits for what is running. */
  onModuleDestroy(): void {
    this.work.stop();
  }
}
