import type { EntityManager } from 'typeorm';
import type { CopyTarget } from './copy-rows';

/** Runs statements. `int8` and `numeric` columns come back as strings, `timestamptz` as Date. */
export interface Sql {
  /** Runs one statement and returns its rows. */
  query<R = unknown>(text: string, params?: readonly unknown[]): Promise<R[]>;
  /** The same as a prepared statement that each connection parses once: for hot paths. The name must be unique to the text. */
  named<R = unknown>(name: string, text: string, params?: readonly unknown[]): Promise<R[]>;
}

/**
 * An open transaction. What is given to `afterCommit` runs once, and only when the transaction did commit; whoever opened the
 * transaction waits for a promise that it returns.
 */
export interface Transaction extends Sql {
  /** TypeORM on the same connection, for entities. */
  readonly manager: EntityManager;
  /** Adds rows by COPY, which takes them in faster than any INSERT. */
  copy<T>(target: CopyTarget<T>, all: readonly T[]): Promise<void>;
  afterCommit(effect: () => unknown): void;
}
