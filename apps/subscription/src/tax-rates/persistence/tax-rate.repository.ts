import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Rate } from '@libs/money';
import { Database, isUniqueViolation } from '@libs/persistence';
import type { TaxRateRecord } from '../tax-rate-record';

interface TaxRateRow {
  id: string;
  country: string;
  region: string | null;
  percent: string;
  name: string;
  is_inclusive: boolean;
  valid_from: Date;
  created_at: Date;
}

const COLUMNS = `id, country, region, percent, name, is_inclusive, valid_from, created_at`;

/** Deleted rates stay as rows: bills of their time were taxed with them. */
@Injectable()
export class TaxRateRepository {
  constructor(private readonly database: Database) {}

  async ofCountries(countries: readonly string[]): Promise<TaxRateRecord[]> {
    const text = `SELECT ${COLUMNS} FROM tax_rate WHERE country = ANY($1::text[]) AND deleted_at IS NULL`;
    return (await this.database.named<TaxRateRow>('tax_rates_of', text, [countries])).map(toRecord);
  }

  /** @throws AppError `tax_rate_taken` */
  async add(rate: TaxRateRecord): Promise<void> {
    const values = [rate.id, rate.country, rate.region, ...changeable(rate), rate.createdAt.toDate()];
    await unlessTaken(() =>
      this.database.query(
        `INSERT INTO tax_rate (id, country, region, percent, name, is_inclusive, valid_from, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        values,
      ),
    );
  }

  async byId(id: string): Promise<TaxRateRecord | undefined> {
    const text = `SELECT ${COLUMNS} FROM tax_rate WHERE id = $1 AND deleted_at IS NULL`;
    const [row] = await this.database.query<TaxRateRow>(text, [id]);
    return row && toRecord(row);
  }

  /** Holds the row until the transaction ends. */
  async lock(id: string): Promise<TaxRateRecord | undefined> {
    const text = `SELECT ${COLUMNS} FROM tax_rate WHERE id = $1 AND deleted_at IS NULL FOR UPDATE`;
    const [row] = await this.database.query<TaxRateRow>(text, [id]);
    return row && toRecord(row);
  }

  /** @throws AppError `tax_rate_taken` */
  async save(rate: TaxRateRecord): Promise<void> {
    const text = `UPDATE tax_rate SET percent = $2, name = $3, is_inclusive = $4, valid_from = $5 WHERE id = $1`;
    await unlessTaken(() => this.database.query(text, [rate.id, ...changeable(rate)]));
  }

  async markDeleted(id: string, at: Instant): Promise<void> {
    await this.database.query(`UPDATE tax_rate SET deleted_at = $2 WHERE id = $1`, [id, at.toDate()]);
  }

  /** One more than `limit`, the newest first. */
  async page(country: string | undefined, limit: number, beforeId?: string): Promise<TaxRateRecord[]> {
    const rows = await this.database.query<TaxRateRow>(
      `SELECT ${COLUMNS} FROM tax_rate
       WHERE deleted_at IS NULL AND ($1::text IS NULL OR country = $1) AND ($2::uuid IS NULL OR id < $2)
       ORDER BY id DESC LIMIT $3`,
      [country ?? null, beforeId ?? null, limit + 1],
    );
    return rows.map(toRecord);
  }
}

function changeable({ percent, name, isInclusive, validFrom }: TaxRateRecord): unknown[] {
  return [percent.toDecimalText(), name, isInclusive, validFrom.toDate()];
}

async function unlessTaken(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error, 'tax_rate_place')) throw new AppError('tax_rate_taken');
    throw error;
  }
}

function toRecord(row: TaxRateRow): TaxRateRecord {
  return {
    id: row.id,
    country: row.country,
    region: row.region,
    percent: Rate.of(row.percent),
    name: row.name,
    isInclusive: row.is_inclusive,
    validFrom: Instant.fromDate(row.valid_from),
    createdAt: Instant.fromDate(row.created_at),
  };
}
