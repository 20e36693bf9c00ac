import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { DueErasureRepository } from './persistence/due-erasure.repository';
import { RunErasures } from './use-cases/run-erasures';

/** What the timetable and the test clock may ask. */
@Injectable()
export class ErasureApi implements OnModuleDestroy {
  constructor(
    private readonly due: DueErasureRepository,
    private readonly erasures: RunErasures,
  ) {}

  /** Erases the accounts whose time has come; how many. */
  async run(): Promise<number> {
    return this.erasures.run();
  }

  /** When an account is erased next, past instants included; null: none is deleted. */
  async nextDueAt(): Promise<Instant | null> {
    return this.due.nextDueAt();
  }

  /** Before the timetable waits for what is running. */
  onModuleDestroy(): void {
    this.erasures.stop();
  }
}
