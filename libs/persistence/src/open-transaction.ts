import type { PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Transaction } from './sql';

/** One connection between BEGIN and COMMIT. */
export class OpenTransaction implements Transaction {
  private readonly effects: (() => void)[] = [];
  private entityManager?: EntityManager;

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
  ) {}

  async query<R>(text: string, params: readonly unknown[] = []): Promise<R[]> {
    return (await this.client.query(text, params as unknown[])).rows as R[];
  }

  async named<R>(name: string, text: string, params: readonly unknown[] = []): Promise<R[]> {
    return (await this.client.query({ name, text, values: params as unknown[] })).rows as R[];
  }

  /** Made on first use: most hot paths never touch an entity. */
  get manager(): EntityManager {
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

  committed(): void {
    for (const effect of this.effects) effect();
  }
}
