import { Injectable } from '@nestjs/common';
import { FeesApi, type Fee } from '../../transactions/fees.api';
import type { Dispute } from '../dispute';
import { DisputeRepository, type DisputePageFilter } from '../persistence/dispute.repository';

export interface ListedDispute {
  dispute: Dispute;
  /** What the gateway kept for it, once it is known. */
  fee: Fee | undefined;
}

/** The read side of disputes. */
@Injectable()
export class ReadDisputes {
  constructor(
    private readonly disputes: DisputeRepository,
    private readonly fees: FeesApi,
  ) {}

  /** Newest first; one more than `limit` when there is more. */
  async page(filter: DisputePageFilter, limit: number, beforeId?: string): Promise<ListedDispute[]> {
    const disputes = await this.disputes.page(filter, limit, beforeId);
    const fees = await this.fees.of(disputes.map(({ id }) => id));
    return disputes.map((dispute) => ({ dispute, fee: fees.get(dispute.id) }));
  }
}
