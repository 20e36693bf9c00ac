import type { PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { InvariantBroken } from '@libs/errors';
import { logger } from '@libs/observability';
import { CopyIn, copyText, type CopyTarget } from './copy-rows';
import type { Transaction } from './sql';

const log = logger('database');

/** One connection between BEGIN and COMMIT. */
export class OpenTransaction implements Transaction {
  private readonly effects: (() => unknown)[] = [];
  readonly rollbackWork: (() => Promise<void>)[] = [];
  private hasEnded = false;
  private entityManager?: EntityManager;

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
  ) {}

  async query<R>(text: string, params: readonly unknown[] = []): Promise<R[]> {
    this.assertOpen();
    return (await this.client.query(text, params as unknown[])).rows as R[];
  }

  async named<R>(name: string, text: string, params: readonly unknown[] = []): Promise<R[]> {
    this.assertOpen();
    return (await this.client.query({ name, text, values: params as unknown[] })).rows as R[];
  }

  async copy<T>(target: CopyTarget<T>, all: readonly T[]): Promise<void> {
    this.assertOpen();
    await this.client.query(new CopyIn(target.into, copyText(target, all))).done;
  }

  /** Made on first use: most hot paths never touch an entity. */
  get manager(): EntityManager {
    this.assertOpen();
    if (!this.entityManager) {
      // TypeORM has no public way to adopt a connection; its query runner uses the one it finds here (typeorm 1.1).
      const runner: QueryRunner = this.dataSource.createQueryRunner();
      Object.assign(runner, { databaseConnection: this.client, isTransactionActive: true });
      this.entityManager = runner.manager;
    }
    return this.entityManager;
  }

  afterCommit(effect: () => unknown): void {
    this.effects.push(effect);
  }

  afterRollback(work: () => Promise<void>): void {
    this.rollbackWork.push(work);
  }

  /** From here on the connection is another's: a promise that nobody awaited must not write into their transaction. */
  end(): void {
    this.hasEnded = true;
  }

  private assertOpen(): void {
    if (this.hasEnded) throw new InvariantBroken('a statement came after the end of its transaction; await it inside');
  }

  /** Never rejects: what was committed must not be taken for a failure. */
  async committed(): Promise<void> {
    const run = async (effect: () => unknown) => effect();
    for (const ended of await Promise.allSettled(this.effects.map(run))) {
      if (ended.status === 'rejected') log.error({ err: ended.reason as unknown }, 'an effect of a commit failed');
    }
  }
}
