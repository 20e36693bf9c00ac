import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolClient } from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral, type Repository } from 'typeorm';
import { logger, metrics } from '@libs/observability';
import { InvariantBroken } from '@libs/errors';
import type { CopyTarget } from './copy-rows';
import { isRetryable, isUnavailable } from './database-errors';
import { orUnknown } from './outcome-unknown';
import { OpenTransaction } from './open-transaction';
import type { Sql, Transaction } from './sql';

const RETRIES_MAX = 5;

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  statementTimeoutMs: number;
  connectTimeoutMs: number;
  queryTimeoutMs: number;
  applicationName: string;
  entities?: readonly (new () => object)[];
}

/**
 * The one door to PostgreSQL: TypeORM's data source and plain statements over the same pool. Inside `transaction` every
 * call of this object, however deep, runs in that transaction; a nested `transaction` joins the outer one.
 */
export class Database implements Sql {
  private readonly ambient = new AsyncLocalStorage<OpenTransaction>();
  private readonly outboxListeners: (() => void)[] = [];

  private constructor(
    readonly dataSource: DataSource,
    private readonly pool: Pool,
    private readonly poolSize: number,
  ) {}

  /** Connects; while the server is away it goes on trying, so that a restart of both in any order heals itself. */
  static async connect(options: DatabaseOptions): Promise<Database> {
    const log = logger('database');
    for (;;) {
      const dataSource = new DataSource({
        type: 'postgres',
        url: options.url,
        applicationName: options.applicationName,
        poolSize: options.poolSize,
        entities: [...(options.entities ?? [])],
        installExtensions: false,
        uuidExtension: 'pgcrypto',
        extra: {
          connectionTimeoutMillis: options.connectTimeoutMs,
          statement_timeout: options.statementTimeoutMs,
          query_timeout: options.queryTimeoutMs,
          idle_in_transaction_session_timeout: options.queryTimeoutMs * 2,
          keepAlive: true,
        },
      });
      try {
        await dataSource.initialize();
        return new Database(dataSource, (dataSource.driver as unknown as { master: Pool }).master, options.poolSize);
      } catch (error) {
        log.warn({ err: error }, 'database not reachable, trying again');
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  async query<R>(text: string, params: readonly unknown[] = []): Promise<R[]> {
    const open = this.ambient.getStore();
    if (open) return open.query<R>(text, params);
    return retrying(async () => (await orUnknown(text, this.pool.query(text, params as unknown[]))).rows as R[]);
  }

  async named<R>(name: string, text: string, params: readonly unknown[] = []): Promise<R[]> {
    const open = this.ambient.getStore();
    const stop = metrics.dbQuerySeconds.startTimer({ statement: name });
    try {
      if (open) return await open.named<R>(name, text, params);
      return await retrying(async () => {
        const asked = this.pool.query({ name, text, values: params as unknown[] });
        return (await orUnknown(text, asked)).rows as R[];
      });
    } finally {
      stop();
    }
  }

  /**
   * Adds rows, one or thousands, without a statement's parameters to take apart: a third less work for the server than
   * `INSERT … SELECT FROM unnest`. Nothing comes back and no conflict is passed over. Joins the open transaction, or opens one.
   */
  async copy<T>(target: CopyTarget<T>, all: readonly T[]): Promise<void> {
    if (all.length === 0) return;
    const stop = metrics.dbQuerySeconds.startTimer({ statement: `copy_${target.into.split(' ', 1)[0]}` });
    try {
      await this.transaction((tx) => tx.copy(target, all));
    } finally {
      stop();
    }
  }

  /**
   * Runs `work` in one transaction and commits. Deadlocks and serialization failures run it again (promise 56), so it
   * must do nothing but statements; effects on the outside go through the outbox or `afterCommit`.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const open = this.ambient.getStore();
    if (open) return work(open);
    const remains: (() => Promise<void>)[] = [];
    try {
      const { result, effects } = await retrying(() => this.runOnce(work, remains));
      await effects;
      return result;
    } catch (error) {
      for (const remain of remains) await remain();
      throw error;
    }
  }

  /**
   * For what must stay when the open transaction rolls back: `work` runs after the rollback, before the caller of the
   * transaction hears of it. It waits for no second connection while it holds a first one. Without a transaction it runs now.
   */
  async afterRollback(work: () => Promise<void>): Promise<void> {
    const open = this.ambient.getStore();
    if (open) open.afterRollback(work);
    else await work();
  }

  /** True while the caller runs inside a transaction of this database. */
  get inTransaction(): boolean {
    return this.ambient.getStore() !== undefined;
  }

  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    return (this.ambient.getStore()?.manager ?? this.dataSource.manager).getRepository(entity);
  }

  /** The relay asks to be told as soon as a transaction that wrote to the outbox has committed. */
  onOutboxGrowth(listener: () => void): void {
    this.outboxListeners.push(listener);
  }

  /** For single-statement hot paths that write outbox rows without a transaction object. */
  outboxGrew(): void {
    const tell = () => this.outboxListeners.forEach((listener) => listener());
    const open = this.ambient.getStore();
    if (open) open.afterCommit(tell);
    else tell();
  }

  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  /** Share of the pool in use, 0 to 1. */
  get usage(): number {
    return (this.pool.totalCount - this.pool.idleCount) / this.poolSize;
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  private async runOnce<T>(
    work: (tx: Transaction) => Promise<T>,
    remains: (() => Promise<void>)[],
  ): Promise<{ result: T; effects: Promise<void> }> {
    const client = await this.pool.connect();
    const open = new OpenTransaction(client, this.dataSource);
    let spoiled: Error | undefined;
    // A connection that dies between two statements says so here; unheard, it would end the process.
    const died = (error: Error) => (spoiled = error);
    client.on('error', died);
    try {
      await client.query('BEGIN');
      const result = await this.ambient.run(open, () => work(open));
      // After a statement that failed, and whose error somebody swallowed, PostgreSQL answers COMMIT with ROLLBACK.
      const { command } = await orUnknown('COMMIT', client.query('COMMIT'));
      if (command !== 'COMMIT')
        throw new InvariantBroken('a failed statement was taken for a success; nothing was kept');
      // Outside the ambient store: effects must not find a connection that is about to go back to the pool.
      return { result, effects: Promise.resolve().then(() => open.committed()) };
    } catch (error) {
      remains.splice(0, remains.length, ...open.rollbackWork);
      spoiled ??= await rollBack(client, error);
      throw error;
    } finally {
      open.end();
      client.off('error', died);
      client.release(spoiled);
    }
  }
}

/** Deadlocks and serialization failures leave nothing behind: the same work is done again. */
async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error) || attempt > RETRIES_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

/** Returns the reason to throw the connection away, if there is one: it may still be inside a statement. */
async function rollBack(client: PoolClient, cause: unknown): Promise<Error | undefined> {
  if (cause instanceof Error && isUnavailable(cause)) return cause;
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('rollback failed');
  }
}
