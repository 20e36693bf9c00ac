import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TaxRateTables1760000026000 implements MigrationInterface {
  name = 'TaxRateTables1760000026000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tax_rate (
        id uuid PRIMARY KEY,
        country text NOT NULL,
        region text,
        percent numeric NOT NULL CHECK (percent BETWEEN 0 AND 100),
        name text NOT NULL,
        is_inclusive boolean NOT NULL,
        valid_from timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        deleted_at timestamptz
      )`);
    // A place has one rate at a time; a change is a row with a later start.
    await runner.query(`
      CREATE UNIQUE INDEX tax_rate_place ON tax_rate (country, coalesce(region, ''), valid_from) WHERE deleted_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tax_rate`);
  }
}
