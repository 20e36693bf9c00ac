import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Database } from '@libs/persistence';
import type { PlanHead, PlanTerms } from '../catalog-plan';
import { PLAN_COLUMNS, pricesColumn, type PlanRow } from './plan.row';

const CURRENT = `FROM plan JOIN plan_version terms ON terms.plan_id = plan.id AND terms.version = plan.version`;

@Injectable()
export class PlanRepository {
  constructor(private readonly database: Database) {}

  async byId(id: number): Promise<PlanRow | undefined> {
    const [row] = await this.database.named<PlanRow>(
      'plan_by_id',
      `SELECT ${PLAN_COLUMNS} ${CURRENT} WHERE plan.id = $1`,
      [id],
    );
    return row;
  }

  async byCode(code: string): Promise<PlanRow | undefined> {
    const [row] = await this.database.named<PlanRow>(
      'plan_by_code',
      `SELECT ${PLAN_COLUMNS} ${CURRENT} WHERE plan.code = $1`,
      [code],
    );
    return row;
  }

  async version(planId: number, version: number): Promise<PlanRow | undefined> {
    const [row] = await this.database.named<PlanRow>(
      'plan_version_by_id',
      `SELECT ${PLAN_COLUMNS} FROM plan JOIN plan_version terms ON terms.plan_id = plan.id
       WHERE plan.id = $1 AND terms.version = $2`,
      [planId, version],
    );
    return row;
  }

  /** Holds the plan's row, so that versions are numbered one after another. */
  async lock(id: number): Promise<PlanRow | undefined> {
    // Two statements: one that waited for the lock would look for the new version in what it saw before it waited.
    await this.database.query('SELECT FROM plan WHERE id = $1 FOR UPDATE', [id]);
    return this.byId(id);
  }

  /** Plans on sale, in the order they were made; with a currency, only those that have a price in it. One more than `limit`. */
  async onSale(currency: string | undefined, limit: number, afterId: number): Promise<PlanRow[]> {
    return this.database.query<PlanRow>(
      `SELECT ${PLAN_COLUMNS} ${CURRENT}
       WHERE plan.is_active AND plan.id > $1 AND ($2::text IS NULL OR terms.prices ? $2) ORDER BY plan.id LIMIT $3`,
      [afterId, currency ?? null, limit + 1],
    );
  }

  /** The id, given by the sequence unless the head names one. @throws AppError `plan_code_taken` */
  async add(head: Omit<PlanHead, 'id'> & { id?: number | undefined }, at: Instant): Promise<number> {
    const [row] = await this.database.query<{ id: number }>(
      `INSERT INTO plan (id, code, family, name, description, is_active, metadata, version, created_at)
       VALUES (coalesce($1::integer, nextval('plan_id_seq')), $2, $3, $4, $5, $6, $7, 1, $8)
       ON CONFLICT (code) DO NOTHING RETURNING id`,
      [
        head.id ?? null,
        head.code,
        head.family,
        head.name,
        head.description,
        head.isActive,
        JSON.stringify(head.metadata),
        at.toDate(),
      ],
    );
    if (!row) throw new AppError('plan_code_taken');
    return row.id;
  }

  async addVersion(planId: number, version: number, terms: PlanTerms, at: Instant): Promise<void> {
    await this.database.query(
      `INSERT INTO plan_version (plan_id, version, currency, prices, per_seat, cycle_unit, cycle_count, bill_in,
                                 trial_period_days, features, charges, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        planId,
        version,
        terms.currency,
        JSON.stringify(pricesColumn(terms.prices)),
        terms.isPerSeat,
        terms.cycle.unit,
        terms.cycle.count,
        terms.billIn,
        terms.trialPeriodDays,
        JSON.stringify(terms.featuresWire),
        JSON.stringify(terms.chargesWire),
        at.toDate(),
      ],
    );
  }

  async save(head: PlanHead, version: number): Promise<void> {
    await this.database.query(
      `UPDATE plan SET name = $2, description = $3, is_active = $4, metadata = $5, version = $6 WHERE id = $1`,
      [head.id, head.name, head.description, head.isActive, JSON.stringify(head.metadata), version],
    );
  }

  /** After a row with an id of its own. By drawing numbers: setting a sequence takes more rights than a service has. */
  async moveSequencePast(id: number): Promise<void> {
    await this.database.query(
      `SELECT nextval('plan_id_seq') FROM generate_series(
         1, $1::integer - (SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM plan_id_seq))`,
      [id],
    );
  }
}
