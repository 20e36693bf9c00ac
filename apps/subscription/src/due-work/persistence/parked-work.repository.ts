import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { ParkedWork } from '../parked-work';

interface ParkedRow {
  id: string;
  account_id: string;
  subscription_id: string | null;
  step: string;
  reason: string;
  parked_at: Date;
}

const COLUMNS = `id, account_id, subscription_id, step, reason, parked_at`;

@Injectable()
export class ParkedWorkRepository {
  constructor(private readonly database: Database) {}

  /** An account that is parked already stays parked for its first reason. */
  async add({ id, accountId, subscriptionId, step, reason, parkedAt }: ParkedWork): Promise<void> {
    await this.database.query(
      `INSERT INTO parked_work (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id) DO NOTHING`,
      [id, accountId, subscriptionId, step, reason, parkedAt.toDate()],
    );
  }

  async byId(id: string): Promise<ParkedWork | undefined> {
    const [row] = await this.database.query<ParkedRow>(`SELECT ${COLUMNS} FROM parked_work WHERE id = $1`, [id]);
    return row && toParked(row);
  }

  async remove(id: string): Promise<void> {
    await this.database.query(`DELETE FROM parked_work WHERE id = $1`, [id]);
  }

  /** The newest first, one more than the limit. */
  async page(limit: number, beforeId: string | undefined): Promise<ParkedWork[]> {
    const rows = await this.database.query<ParkedRow>(
      `SELECT ${COLUMNS} FROM parked_work WHERE ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
      [beforeId ?? null, limit + 1],
    );
    return rows.map(toParked);
  }
}

function toParked(row: ParkedRow): ParkedWork {
  return {
    id: row.id,
    accountId: row.account_id,
    subscriptionId: row.subscription_id,
    step: row.step,
    reason: row.reason,
    parkedAt: Instant.fromDate(row.parked_at),
  };
}
