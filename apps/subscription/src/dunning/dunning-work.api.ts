import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { DueDunningRepository } from './persistence/due-dunning.repository';
import { ReplanDunning } from './use-cases/replan-dunning';
import { RunDunning } from './use-cases/run-dunning';

/** What the timetable and the test clock may ask of dunning. */
@Injectable()
export class DunningWorkApi implements OnModuleDestroy {
  constructor(
    private readonly due: DueDunningRepository,
    private readonly work: RunDunning,
    private readonly replan: ReplanDunning,
  ) {}

  /** Does all that is due now; the number of steps. */
  async run(): Promise<number> {
    await this.replan.once();
    return this.work.run();
  }

  /** When dunning does something next, past instants included; null: never, as things stand. */
  async nextDueAt(): Promise<Instant | null> {
    return this.due.nextDueAt();
  }

  /** Before the timetable waits for what is running. */
  onModuleDestroy(): void {
    this.work.stop();
  }
}
