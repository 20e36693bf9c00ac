import { AppError, InvariantBroken } from '@libs/errors';
import { presentError } from '../server/envelope';

/**
 * What a handler returns whose effect is committed but whose answer is not known yet, because something outside
 * PostgreSQL must be asked first. The named finisher goes on, outside of any transaction. `args` are JSON, kept for 24
 * hours beside the Idempotency-Key: ids, never a secret.
 */
export class Unfinished<Args extends object = object> {
  constructor(
    readonly name: string,
    readonly args: Args,
  ) {}
}

export interface Finished {
  /** As a handler returns it: bare data, or an `Answer`. */
  readonly result: unknown;
  /** When it is not the endpoint's own. */
  readonly status?: 200 | 201 | 202 | undefined;
}

/**
 * Brings to an end what a handler began. It may run again after a crash, and in rare cases twice at once: it must come to
 * the same end each time. A refusal is thrown, as in a handler.
 */
export type Finisher<Args extends object> = (args: Args) => Promise<Finished>;

/** Every finisher of the process, by name. Rooms register theirs at start. */
export class Finishers {
  private readonly byName = new Map<string, Finisher<object>>();

  register<Args extends object>(name: string, finisher: Finisher<Args>): void {
    if (this.byName.has(name)) throw new InvariantBroken(`two finishers are named ${name}`);
    this.byName.set(name, finisher as Finisher<object>);
  }

  /** @throws AppError `outcome_unknown` when a dependency was away: what came before has been committed, and stays */
  async run({ name, args }: Unfinished): Promise<Finished> {
    const finisher = this.byName.get(name);
    if (!finisher) throw new InvariantBroken(`nobody finishes ${name}`);
    try {
      return await finisher(args);
    } catch (error) {
      const isUnavailable = presentError(error, '').status === 503;
      throw isUnavailable ? Object.assign(new AppError('outcome_unknown'), { cause: error }) : error;
    }
  }
}
