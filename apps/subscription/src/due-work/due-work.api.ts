import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { DueSubscriptionsApi } from '../subscriptions/due-subscriptions.api';
import type { WorkToPark } from './parked-work';
import { DueWorkRepository } from './persistence/due-work.repository';
import { DoOrPark } from './use-cases/do-or-park';
import { LateBills } from './use-cases/late-bills';
import { RunDueWork, type DueWorkOutcome } from './use-cases/run-due-work';

export type { DueWorkOutcome } from './use-cases/run-due-work';

/** What the timetable and the test clock may ask. */
@Injectable()
export class DueWorkApi implements OnModuleDestroy {
  constructor(
    private readonly due: DueWorkRepository,
    private readonly work: RunDueWork,
    private readonly parking: DoOrPark,
    private readonly late: LateBills,
    private readonly subscriptions: DueSubscriptionsApi,
  ) {}

  /** Does all that is due now. */
  async run(): Promise<DueWorkOutcome> {
    return this.work.run();
  }

  /** Returns when no run is under way in this process: what can wait lets bills go first. */
  async whenIdle(): Promise<void> {
    await this.work.whenIdle();
  }

  /** Bills usage that arrived late, and issues the bills that waited for their taxes and may be tried again. */
  async billLate(): Promise<number> {
    return this.late.run();
  }

  /** Tells present subscribers of new versions of their plans, page by page; how many there were. */
  async rollOutVersions(): Promise<number> {
    return this.subscriptions.rollOutVersions();
  }

  /** When the next step of any subscription falls due, past instants included; parked accounts are left out. */
  async nextDueAt(): Promise<Instant | null> {
    return this.due.nextDueAt();
  }

  /** Puts an account aside whose work failed, so that it holds up no other; staff see it with its reason. */
  async park(work: WorkToPark, error: unknown): Promise<void> {
    await this.parking.park(work, error);
  }

  /** Before the timetable waits for what is running. */
  onModuleDestroy(): void {
    this.work.stop();
  }
}
