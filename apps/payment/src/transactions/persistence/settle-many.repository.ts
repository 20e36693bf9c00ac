import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import { SETTLE_MANY } from './settle-many.sql';
import type { Settlement } from './settlement.repository';

/** Writes what became of many charges, all in one statement. */
@Injectable()
export class SettleManyRepository {
  constructor(private readonly database: Database) {}

  /** The ids of those for which it was the first outcome. */
  async settle(settlements: readonly Omit<Settlement, 'claimed' | 'at'>[], at: Instant): Promise<ReadonlySet<string>> {
    const column = <T>(read: (settlement: Omit<Settlement, 'claimed' | 'at'>) => T) => settlements.map(read);
    const rows = await this.database.named<{ id: string }>('payment_settle_many', SETTLE_MANY, [
      column(({ payment }) => payment.id),
      column(({ verdict }) => verdict.status),
      column(({ verdict }) => verdict.gatewayReference ?? null),
      column(({ verdict }) => verdict.failureCode ?? null),
      column(({ verdict }) => verdict.card?.brand ?? null),
      column(({ verdict }) => verdict.card?.last4 ?? null),
      column(({ verdict }) => verdict.card?.expMonth ?? null),
      column(({ verdict }) => verdict.card?.expYear ?? null),
      column(({ audit }) => audit.id),
      column(({ audit }) => audit.actor),
      column(({ audit }) => audit.requestId),
      column(({ message }) => message?.id ?? null),
      column(({ message }) => (message === undefined ? null : JSON.stringify(message))),
      at.toDate(),
    ]);
    if (rows.length > 0) this.database.outboxGrew();
    return new Set(rows.map(({ id }) => id));
  }
}
