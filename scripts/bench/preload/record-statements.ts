import { AsyncResource } from 'node:async_hooks';
import { renameSync, writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import { Client, Pool } from 'pg';
import { currentContext } from '@libs/observability';
import type { RecordedUnit } from '../recorded-statements';

/**
 * Loaded into a service before its own code: notes each statement that a request sends to PostgreSQL, with its values,
 * and writes all of them to a file on SIGUSR2. What a timer or the relay does carries no request id and is left out.
 */
function record(file: string): void {
  const units: RecordedUnit[] = [];
  const open = new WeakMap<object, RecordedUnit>();
  const prototype = Client.prototype as unknown as { query: (...words: unknown[]) => unknown };
  const send = prototype.query;
  prototype.query = function recordAndSend(this: object, ...words: unknown[]) {
    const request = currentContext()?.requestId;
    if (request !== undefined) note(this, request, words);
    return send.apply(this, words);
  };

  function note(client: object, request: string, [first, second]: unknown[]): void {
    const config =
      typeof first === 'string' ? { text: first } : (first as { name?: string; text?: string; values?: unknown[] });
    if (typeof config.text !== 'string') return;
    const values = config === first ? (config as { values?: unknown[] }).values : second;
    const statement = {
      ...('name' in config && config.name ? { name: config.name } : {}),
      text: config.text,
      values: Array.isArray(values) ? (values as unknown[]) : [],
    };
    let unit = open.get(client);
    if (!unit) {
      unit = { request, statements: [] };
      units.push(unit);
    }
    unit.statements.push(statement);
    if (/^\s*BEGIN/i.test(statement.text)) open.set(client, unit);
    if (/^\s*(COMMIT|ROLLBACK)\s*;?\s*$/i.test(statement.text)) open.delete(client);
  }

  keepContextInPool();
  process.on('SIGUSR2', () => {
    writeFileSync(`${file}.part`, serialize(units));
    renameSync(`${file}.part`, file);
  });
}

/** Who waits for a connection gets it in the context of who gives it back, so its statements would count as another's. */
function keepContextInPool(): void {
  const prototype = Pool.prototype as unknown as { connect: (callback?: (...words: unknown[]) => void) => unknown };
  const { connect } = prototype;
  prototype.connect = function connectInContext(this: object, callback) {
    return connect.call(this, callback && AsyncResource.bind(callback));
  };
}

const { BENCH_STATEMENTS_FILE } = process.env;
if (BENCH_STATEMENTS_FILE) record(BENCH_STATEMENTS_FILE);
