import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Config } from '@libs/config';
import { CannotContinue, type RunFolder } from './run-folder';
import { superuserUrl } from './postgres-server';

const DATABASES = ['billing_subscription', 'billing_payment'];

/** Runs the first-run SQL of the images: roles with the configured passwords, databases, privileges. Safe to repeat. */
export async function prepareDatabases(folder: RunFolder, port: number, config: Config): Promise<void> {
  await asSuperuser(folder, port, 'postgres', async (client) => {
    for (const [setting, password] of passwords(config)) {
      await client.query('SELECT set_config($1, $2, false)', [setting, password]);
    }
    await client.query(firstRunSql(folder, 'roles.sql'));
    const missing = await client.query<{ statement: string }>(firstRunSql(folder, 'databases.sql'));
    for (const { statement } of missing.rows) await client.query(statement);
  });
  for (const database of DATABASES) {
    await asSuperuser(folder, port, database, (client) => client.query(firstRunSql(folder, 'privileges.sql')));
  }
}

export async function postgresAnswers(folder: RunFolder, port: number): Promise<boolean> {
  try {
    await asSuperuser(folder, port, 'postgres', (client) => client.query('SELECT 1'));
    return true;
  } catch {
    return false;
  }
}

type Work = (client: Client) => Promise<unknown>;

async function asSuperuser(folder: RunFolder, port: number, database: string, work: Work): Promise<void> {
  const client = new Client({ connectionString: superuserUrl(folder, port, database), connectionTimeoutMillis: 3000 });
  client.on('error', () => undefined); // The query in flight tells it.
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Which role each address logs in as is fixed by the SQL: another name in the configuration could never log in. */
function passwords({ subscriptionDatabase, paymentDatabase }: Config): [setting: string, password: string][] {
  const addresses: [service: string, kind: string, address: string][] = [
    ['subscription', 'owner', subscriptionDatabase.ownerUrl],
    ['subscription', 'app', subscriptionDatabase.url],
    ['payment', 'owner', paymentDatabase.ownerUrl],
    ['payment', 'app', paymentDatabase.url],
  ];
  return addresses.map(([service, kind, address]) => {
    const { username, password, pathname } = new URL(address);
    if (username !== `billing_${service}_${kind}` || pathname !== `/billing_${service}` || password === '') {
      throw new CannotContinue(
        `The ${service} database's address for its ${kind} must name billing_${service}_${kind}, a password and /billing_${service}.`,
      );
    }
    return [`billing.${service}_${kind}_password`, decodeURIComponent(password)];
  });
}

const firstRunSql = (folder: RunFolder, file: string) =>
  readFileSync(join(folder.checkout, 'docker', 'postgres', file), 'utf8');
