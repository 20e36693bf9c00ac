import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { MismatchRepository } from '../persistence/mismatch.repository';
import { RunRepository } from '../persistence/run.repository';
import type { ReconciliationRun, StoredMismatch } from '../reconciliation';

export interface ReconciliationReport {
  run: ReconciliationRun;
  /** The first thousand. */
  findings: StoredMismatch[];
}

const FINDINGS_MAX = 1000;

@Injectable()
export class ReadRuns {
  constructor(
    private readonly runs: RunRepository,
    private readonly mismatches: MismatchRepository,
  ) {}

  /** Newest first, one more than `limit` when there is more. */
  async page(limit: number, beforeId?: string): Promise<ReconciliationRun[]> {
    return this.runs.page(limit, beforeId);
  }

  /** @throws AppError `not_found` */
  async one(id: string): Promise<ReconciliationReport> {
    const run = await this.runs.find(id);
    if (!run) throw new AppError('not_found');
    return { run, findings: await this.mismatches.of(id, FINDINGS_MAX) };
  }
}
