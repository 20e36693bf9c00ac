import { Injectable } from '@nestjs/common';
import type { GatewayMovement } from '../../gateways/gateway';
import { OurRecordsRepository } from '../persistence/our-records.repository';
import type { OurRecord } from '../reconciliation';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Finds what we have of the gateway's movements: one statement for the charges of a page, one for refunds, one for disputes. */
@Injectable()
export class FindOurs {
  constructor(private readonly records: OurRecordsRepository) {}

  /** By the movement's own id; what we do not have is missing. */
  async execute(movements: readonly GatewayMovement[]): Promise<Map<string, OurRecord>> {
    const charges = movements.filter(({ kind }) => kind === 'charge');
    const refunds = movements.filter(({ kind }) => kind === 'refund');
    const disputes = movements.filter(({ kind }) => kind === 'dispute' || kind === 'dispute_reversal');
    const found = new Map<string, OurRecord>();
    if (charges.length > 0) {
      const ids = charges.flatMap(({ paymentId }) => uuids(paymentId));
      match(found, charges, await this.records.payments(ids, charges.map(referenceOf)), 'paymentId');
    }
    if (refunds.length > 0) {
      const ids = refunds.flatMap(({ refundId }) => uuids(refundId));
      match(found, refunds, await this.records.refunds(ids, refunds.map(referenceOf)), 'refundId');
    }
    if (disputes.length > 0) match(found, disputes, await this.records.disputes(disputes.map(referenceOf)));
    return found;
  }
}

/** A charge that names a payment which another charge already paid is not that payment's: then it is nobody's. */
function match(
  found: Map<string, OurRecord>,
  movements: readonly GatewayMovement[],
  records: readonly OurRecord[],
  idMember?: 'paymentId' | 'refundId',
): void {
  const byId = new Map(records.map((record) => [record.id, record]));
  const byReference = new Map(records.map((record) => [record.gatewayReference, record]));
  for (const movement of movements) {
    const named = idMember && byId.get(movement[idMember] ?? '');
    const record = byReference.get(movement.reference) ?? (named?.gatewayReference === null ? named : undefined);
    if (record) found.set(movement.id, record);
  }
}

const referenceOf = ({ reference }: GatewayMovement) => reference;

function uuids(id: string | undefined): string[] {
  return id !== undefined && UUID.test(id) ? [id] : [];
}
