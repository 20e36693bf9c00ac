import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What every service needs: messages to send, messages seen, and answers to replay. */
export class PlatformTables1760000000000 implements MigrationInterface {
  name = 'PlatformTables1760000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox_message (
        id uuid PRIMARY KEY,
        queue text NOT NULL,
        envelope jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        published_at timestamptz,
        check_at timestamptz
      )`);
    await runner.query(`CREATE INDEX outbox_message_unpublished ON outbox_message (id) WHERE published_at IS NULL`);
    await runner.query(
      `CREATE INDEX outbox_message_unconfirmed ON outbox_message (check_at) WHERE published_at IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE consumed_message (
        consumer text NOT NULL,
        message_id text NOT NULL,
        consumed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (consumer, message_id)
      )`);
    // Rows come in the order of their time: a few bytes tell where the old ones are.
    await runner.query(`CREATE INDEX consumed_message_consumed_at ON consumed_message USING brin (consumed_at)`);
    // With a continuation and no status: committed so far, and to be finished by whoever holds the lease.
    await runner.query(`
      CREATE TABLE idempotency_key (
        caller text NOT NULL,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        status smallint,
        body bytea,
        continuation jsonb,
        leased_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (caller, key)
      )`);
    await runner.query(`CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE outbox_message, consumed_message, idempotency_key`);
  }
}
