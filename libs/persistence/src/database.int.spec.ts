import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '@libs/testing';
import type { Database } from './database';
import { migrate } from './migrate';
import { PlatformTables1760000000000 } from './migrations/platform-tables';
import { Outbox } from './outbox';

class BookTable1760000800000 implements MigrationInterface {
  name = 'BookTable1760000800000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE book (id integer PRIMARY KEY, title text)`);
    await runner.query(`CREATE TABLE page (id integer PRIMARY KEY, title text)`);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE book, page`);
  }
}
const MIGRATIONS = [PlatformTables1760000000000, BookTable1760000800000];

jest.setTimeout(20_000);

let store: TestDatabase;
let database: Database;
beforeAll(async () => {
  store = await testDatabase({ migrations: MIGRATIONS, appendOnlyTables: ['book'], poolSize: 4 });
  ({ database } = store);
}, 30_000);
afterAll(() => store.close());
beforeEach(() => database.query('DELETE FROM page'));

const add = (id: number, sql: Pick<Database, 'query'> = database) =>
  sql.query('INSERT INTO page (id) VALUES ($1)', [id]);
const ids = async () => (await database.query<{ id: number }>('SELECT id FROM page ORDER BY id')).map((row) => row.id);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const told: string[] = [];
beforeEach(() => told.splice(0));

describe('copy', () => {
  const PAGES = { into: 'page (id, title)', row: ([id, title]: [number, string | null]) => [id, title] };

  it('adds rows as they are, whatever their texts hold', async () => {
    const rows: [number, string | null][] = [
      [1, 'tab\t, line\r\n, back\\slash, \\N, \\., "quotes" and {braces}'],
      [2, null],
      [3, ''],
      [4, 'Ünïcödé × 7'],
    ];
    await database.copy(PAGES, rows);
    await database.copy(PAGES, []);
    const stored = await database.query<{ id: number; title: string }>('SELECT id, title FROM page ORDER BY id');
    expect(stored.map(({ id, title }) => [id, title])).toEqual(rows);
  });

  it('belongs to the open transaction', async () => {
    const work = database.transaction(async () => {
      await database.copy(PAGES, [[1, 'a']]);
      expect(await ids()).toEqual([1]);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await ids()).toEqual([]);
  });

  it('adds nothing at all when a row is refused, and says why', async () => {
    const twice = database.copy(PAGES, [
      [1, 'a'],
      [1, 'b'],
    ]);
    await expect(twice).rejects.toMatchObject({ code: '23505', constraint: 'page_pkey' });
    await expect(database.copy({ ...PAGES, into: 'page (nothing)' }, [[1, 'a']])).rejects.toMatchObject({
      code: '42703',
    });
    expect(await ids()).toEqual([]);
    await database.copy(PAGES, [[2, 'after it']]);
    expect(await ids()).toEqual([2]);
  });
});

describe('transaction', () => {
  it('takes in every call of the database, however deep, and nested ones', async () => {
    const work = database.transaction(async () => {
      await add(1);
      await Promise.all([add(2), database.named('add_page', 'INSERT INTO page (id) VALUES ($1)', [3])]);
      await database.transaction(async (tx) => add(4, tx));
      expect(await ids()).toEqual([1, 2, 3, 4]);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await ids()).toEqual([]);
  });

  it('tells after the commit, once, and not after a rollback', async () => {
    await database.transaction(async (tx) => {
      tx.afterCommit(() => told.push('committed'));
      await add(1);
    });
    await database
      .transaction(async (tx) => {
        tx.afterCommit(() => told.push('never'));
        throw new Error('no');
      })
      .catch(() => undefined);
    await pause(5);
    expect(told).toEqual(['committed']);
  });

  it('waits for what a commit sets off, and takes no trouble of it for a failure', async () => {
    let isDone = false;
    const kept = await database.transaction(async (tx) => {
      tx.afterCommit(() => Promise.reject(new Error('no')));
      tx.afterCommit(async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        isDone = true;
      });
      return 'kept';
    });
    expect([kept, isDone]).toEqual(['kept', true]);
  });

  it('runs what must stay after the rollback, outside of it, before the caller hears of it', async () => {
    const work = database.transaction(async () => {
      await add(1);
      await database.afterRollback(async () => void (await add(2)));
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await ids()).toEqual([2]);
    await database.transaction(async () => database.afterRollback(async () => void (await add(3))));
    expect(await ids()).toEqual([2]);
    await database.afterRollback(async () => void (await add(4)));
    expect(await ids()).toEqual([2, 4]);
  });

  it('does not take a swallowed failure for a commit', async () => {
    const work = database.transaction(async () => {
      await add(1);
      await add(1).catch(() => undefined);
      return 'fine';
    });
    await expect(work).rejects.toThrow('nothing was kept');
    expect(await ids()).toEqual([]);
  });

  it('refuses a statement that comes after its end', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await database.transaction(async () => {
      late = pause(30).then(() => add(1));
      late.catch(() => undefined);
    });
    await expect(late).rejects.toThrow('after the end of its transaction');
  });

  it('loses one request and not the process when its connection dies between two statements', async () => {
    const work = database.transaction(async (tx) => {
      const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const killer = new Client({ connectionString: store.ownerUrl });
      await killer.connect();
      await killer.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      await killer.end();
      await pause(100);
      await add(1);
    });
    await expect(work).rejects.toThrow();
    expect(await ids()).toEqual([]);
  });

  it('does deadlocks over again, inside transactions and outside', async () => {
    await Promise.all([add(1), add(2)]);
    let runs = 0;
    const cross = (first: number, second: number) =>
      database.transaction(async () => {
        runs++;
        for (const id of [first, second]) {
          await database.query(`UPDATE page SET title = coalesce(title, '') || 'x' WHERE id = $1`, [id]);
          await pause(100);
        }
      });
    await Promise.all([cross(1, 2), cross(2, 1)]);
    expect(runs).toBe(3);
    // One statement alone, against a transaction that wants the rows in the other order.
    const alone = database.query(
      `WITH a AS (UPDATE page SET title = 'y' WHERE id = 1 RETURNING pg_sleep(0.2)), b AS (SELECT count(*) FROM a)
       UPDATE page SET title = 'y' FROM b WHERE id = 2`,
    );
    await Promise.all([alone, cross(2, 1), cross(2, 1)]);
  }, 20_000);
});

describe('outbox', () => {
  const message = {
    queue: 'q:sub:plan_change',
    action: 'upgrade',
    correlationId: 'c',
    idempotencyKey: 'k',
    payload: {},
  };
  const outbox = () => new Outbox(database);
  const written = async () => (await database.query('SELECT id FROM outbox_message')).length;

  it('writes with its cause or not at all, and tells the relay after the commit', async () => {
    database.onOutboxGrowth(() => told.push('grew'));
    await expect(outbox().add([message])).rejects.toThrow('need the transaction');
    const before = await written();
    await database.transaction(() => outbox().add([message, message]));
    await database
      .transaction(async () => {
        await outbox().add([message]);
        throw new Error('no');
      })
      .catch(() => undefined);
    await pause(5);
    expect([(await written()) - before, told]).toEqual([2, ['grew']]);
  });
});

describe('migrate', () => {
  it('lets the application read and write rows, books only grow, and nothing else', async () => {
    await database.query(`INSERT INTO book (id) VALUES (1)`);
    for (const statement of [
      'UPDATE book SET id = 2',
      'DELETE FROM book',
      'TRUNCATE book',
      'DROP TABLE page',
      'CREATE TABLE mine (id int)',
      'SELECT * FROM schema_migration',
      'ALTER TABLE page ADD COLUMN a int',
    ]) {
      await expect(database.query(statement)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('never lets the running version change a book, or keeps it from changing what it may, meanwhile', async () => {
    const fresh = await testDatabase({ migrations: MIGRATIONS, poolSize: 1 });
    const options = { ownerUrl: fresh.ownerUrl, applicationRole: 'test_application', migrations: MIGRATIONS };
    const again = () => migrate({ ...options, appendOnlyTables: ['book'], changeableColumns: { page: ['title'] } });
    await again();
    const runs = { left: 15 };
    const migrating = (async () => {
      for (; runs.left > 0; runs.left--) await again();
    })();
    const seen = new Set<string>();
    while (runs.left > 0) {
      const [may] = await fresh.database.query(`
        SELECT has_table_privilege('book', 'UPDATE') AS book, has_column_privilege('page', 'title', 'UPDATE') AS title,
          has_column_privilege('page', 'id', 'UPDATE') AS id`);
      seen.add(JSON.stringify(may));
    }
    await migrating;
    await fresh.close();
    expect([...seen]).toEqual(['{"book":false,"title":true,"id":false}']);
  });

  it('may be run by many processes at once, and again', async () => {
    const fresh = await testDatabase({ migrations: [], poolSize: 1 });
    const run = () =>
      migrate({
        ownerUrl: fresh.ownerUrl,
        applicationRole: 'test_application',
        migrations: MIGRATIONS,
        appendOnlyTables: [],
      });
    await Promise.all([run(), run(), run()]);
    await run();
    expect(await fresh.database.query('SELECT * FROM page')).toEqual([]);
    await fresh.close();
  }, 20_000);
});
