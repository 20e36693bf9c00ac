import { Injectable } from '@nestjs/common';
import type { PendingVersion } from '@libs/billing/subscription';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { PlanRollout } from '../plan-rollout';
import { pendingVersionColumn } from './subscription-parts';

interface RolloutRow {
  id: string;
  plan_id: number;
  plan_version: number;
  effective_at: Date;
  announced_at: Date;
  actor: string | null;
  request_id: string | null;
  subscribers_told: number;
  finished_at: Date | null;
}

const COLUMNS = `
  id, plan_id, plan_version, effective_at, announced_at, actor, request_id, subscribers_told, finished_at`;
const OPEN = `SELECT ${COLUMNS} FROM plan_rollout WHERE finished_at IS NULL ORDER BY id`;
const SUPERSEDE = `
  UPDATE plan_rollout SET finished_at = $3 WHERE plan_id = $1 AND effective_at >= $2 AND finished_at IS NULL`;

const UNTOLD = `
  SELECT subscription.id FROM subscription JOIN account ON account.id = subscription.account_id
  WHERE plan_id = $1 AND subscription.status NOT IN ('canceled', 'expired') AND subscription.id > $4
    AND plan_version < $2 AND (pending_versions @> $3::jsonb) IS NOT TRUE
  ORDER BY subscription.id LIMIT $5 FOR NO KEY UPDATE OF account`;

@Injectable()
export class PlanRolloutRepository {
  constructor(private readonly database: Database) {}

  /** Takes the place of those of the plan that would take effect at the same time or later. */
  async add(rollout: PlanRollout): Promise<void> {
    const { id, planId, planVersion, effectiveAt, announcedAt, actor, requestId } = rollout;
    await this.database.query(SUPERSEDE, [planId, effectiveAt.toDate(), announcedAt.toDate()]);
    await this.database.query(
      `INSERT INTO plan_rollout (id, plan_id, plan_version, effective_at, announced_at, actor, request_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, planId, planVersion, effectiveAt.toDate(), announcedAt.toDate(), actor, requestId],
    );
  }

  /** Those that somebody may not have been told of, in the order they were announced. */
  async open(): Promise<PlanRollout[]> {
    return (await this.database.named<RolloutRow>('plan_rollout_open', OPEN)).map(toRollout);
  }

  /** Holds it until the transaction ends; false when another run has it in hand, or it is finished. */
  async claim(id: string): Promise<boolean> {
    const text = `SELECT FROM plan_rollout WHERE id = $1 AND finished_at IS NULL FOR NO KEY UPDATE SKIP LOCKED`;
    return (await this.database.query(text, [id])).length > 0;
  }

  /** Who has not been told of it, with the locks of their accounts; read them again, they may have changed. */
  async lockUntold(version: PendingVersion, afterId: string, limit: number): Promise<string[]> {
    const { planId, planVersion } = version;
    const scheduled = JSON.stringify([pendingVersionColumn(version)]);
    const params = [planId, planVersion, scheduled, afterId, limit];
    return (await this.database.named<{ id: string }>('plan_rollout_untold', UNTOLD, params)).map(({ id }) => id);
  }

  async count(id: string, told: number): Promise<void> {
    await this.database.query(`UPDATE plan_rollout SET subscribers_told = subscribers_told + $2 WHERE id = $1`, [
      id,
      told,
    ]);
  }

  async finish(id: string, at: Instant): Promise<void> {
    await this.database.query(`UPDATE plan_rollout SET finished_at = $2 WHERE id = $1`, [id, at.toDate()]);
  }

  /** The newest first, one more than the limit. */
  async page(limit: number, beforeId: string | undefined): Promise<PlanRollout[]> {
    const rows = await this.database.query<RolloutRow>(
      `SELECT ${COLUMNS} FROM plan_rollout WHERE ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
      [beforeId ?? null, limit + 1],
    );
    return rows.map(toRollout);
  }
}

function toRollout(row: RolloutRow): PlanRollout {
  return {
    id: row.id,
    planId: row.plan_id,
    planVersion: row.plan_version,
    effectiveAt: Instant.fromDate(row.effective_at),
    announcedAt: Instant.fromDate(row.announced_at),
    actor: row.actor,
    requestId: row.request_id,
    subscribersTold: row.subscribers_told,
    finishedAt: row.finished_at && Instant.fromDate(row.finished_at),
  };
}
