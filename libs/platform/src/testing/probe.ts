import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SignJWT } from 'jose';
import { loadConfig, type Config } from '@libs/config';
import { createHttpApplication, type Caller, type JsonWebKeySet } from '@libs/http';
import { configureLogging } from '@libs/observability';
import { PlatformTables1760000000000, type Database } from '@libs/persistence';
import { testDatabase, Wire, type TestDatabase } from '@libs/testing';
import { NoteTable1760000900000 } from './note.table';
import { ProbeModule } from './probe.module';

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  body: { success: boolean; data: never; error: string; details: { code: string; request_id: string; fields?: never } };
}

export const API_KEY = 'sk_probe-key-of-the-tests-0000';

/** The probe application on a real port, PostgreSQL and Redis behind wires that a test may freeze or cut. */
export class Probe {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly store: TestDatabase,
    readonly postgresWire: Wire,
    readonly redisWire: Wire,
    private readonly privateKey: KeyObject,
    readonly config: Config,
  ) {}

  static async start(change: (config: Config) => Config = (config) => config): Promise<Probe> {
    configureLogging({ service: 'probe', level: 'silent' });
    const store = await testDatabase({
      migrations: [PlatformTables1760000000000, NoteTable1760000900000],
      poolSize: 2,
    });
    const read = loadConfig();
    const postgresWire = await Wire.to(store.url);
    const redisWire = await Wire.to(read.redis.url);
    const config = change({
      ...read,
      subscriptionDatabase: { ...read.subscriptionDatabase, url: postgresWire.url },
      redis: { ...read.redis, url: redisWire.url },
    });
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const set = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'probe' }] } as JsonWebKeySet;
    const apiKeys = new Map<string, Caller>([[API_KEY, { id: 'key:1', role: 'super_admin' }]]);
    const module = ProbeModule.register(config, {
      keys: { load: async () => set },
      apiKeys: { find: async (key) => apiKeys.get(key) },
    });
    const app = await createHttpApplication(module, {
      corsOrigins: ['http://localhost:3000'],
      trustedProxies: [],
      bodyBytesMax: config.limits.bodyBytes,
    });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new Probe(app, `http://127.0.0.1:${port}`, store, postgresWire, redisWire, privateKey, config);
  }

  get database(): Database {
    return this.store.database;
  }

  async token(userId: number, role = 'customer', claims: object = {}): Promise<string> {
    return new SignJWT({ role, account_id: '0197c1d2-6f00-7000-8000-000000000000', sid: 's1', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'probe' })
      .setSubject(String(userId))
      .setIssuer(this.config.auth.issuer)
      .setAudience(this.config.auth.audience)
      .setExpirationTime('1h')
      .sign(this.privateKey);
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    const json = { 'Content-Type': 'application/json', ...headers };
    return this.send(path, { method: 'POST', headers: json, body: JSON.stringify(body) });
  }

  async send(path: string, init: RequestInit = {}): Promise<Answered> {
    const answer = await fetch(`${this.url}${path}`, init);
    const text = await answer.text();
    const body = text.startsWith('{') ? JSON.parse(text) : undefined;
    return { status: answer.status, headers: answer.headers, text, body };
  }

  /** Rows whose text ends so. */
  async notes(text: string): Promise<number> {
    const [row] = await this.database.query<{ n: string }>(`SELECT count(*) n FROM note WHERE text LIKE $1`, [
      `%${text}`,
    ]);
    return Number(row?.n);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.postgresWire.cut();
    await this.redisWire.cut();
    await this.store.close();
  }
}
