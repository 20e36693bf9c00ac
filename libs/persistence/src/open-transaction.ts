import type { PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { InvariantBroken } from '@libs/errors';
import { CopyIn, copyText, type CopyTarget } from './copy-rows';
import type { Transaction } from './sql';

/** One connection between BEGIN and COMMIT. */
export class OpenTransaction implements Transaction {
  private readonly effects: (() => void)[] = [];
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

  afterCommit(effect: () => void): void {
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

  committed(): void {
    for (const effect of this.effects) effect();
  }
}
