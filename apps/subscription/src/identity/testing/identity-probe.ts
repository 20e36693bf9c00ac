import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '@libs/config';
import type { SessionView } from '@libs/dto';
import { createHttpApplication, type Role } from '@libs/http';
import { configureLogging } from '@libs/observability';
import type { Database } from '@libs/persistence';
import { testDatabase, type TestDatabase } from '@libs/testing';
import { AccountsModule } from '../../accounts/accounts.module';
import { MailboxModule, MailSendingModule } from '../../mail/mail.module';
import { APPEND_ONLY_TABLES, MIGRATIONS } from '../../migrations';
import { subscriptionPlatform } from '../../service.module';
import { IdentityModule } from '../identity.module';

export interface Answered<T = unknown> {
  status: number;
  headers: Headers;
  text: string;
  data: T;
  code?: string;
  fields?: { field: string; code: string }[];
}

export const PASSWORD = 'Correct-Horse-9';

/** Identity, accounts and mail of the subscription service on a real port, with a worker's mail loop beside it. */
export class IdentityProbe {
  private constructor(
    readonly app: NestFastifyApplication,
    private readonly url: string,
    private readonly store: TestDatabase,
    private readonly folder: string,
  ) {}

  static async start(): Promise<IdentityProbe> {
    configureLogging({ service: 'probe', level: 'silent' });
    const store = await testDatabase({ migrations: MIGRATIONS, appendOnlyTables: APPEND_ONLY_TABLES, poolSize: 2 });
    const folder = mkdtempSync(join(tmpdir(), 'signing-keys-'));
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(folder, 'probe.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const read = loadConfig();
    const config = {
      ...read,
      subscriptionDatabase: { ...read.subscriptionDatabase, url: store.url },
      auth: { ...read.auth, keysDirectory: folder, bcryptCost: 4 },
    };
    const platform = subscriptionPlatform(config, 'http');
    const rooms = [IdentityModule, AccountsModule, MailSendingModule, MailboxModule.register(config)];
    const module = { ...platform, imports: [...(platform.imports ?? []), ...rooms] };
    const app = await createHttpApplication(module, { corsOrigins: [], trustedProxies: [], bodyBytesMax: 1_048_576 });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new IdentityProbe(app, `http://127.0.0.1:${port}`, store, folder);
  }

  get database(): Database {
    return this.store.database;
  }

  async send<T = never>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${this.url}/v1${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed = text === '' ? {} : JSON.parse(text);
    const { status, headers: answered } = answer;
    return { status, headers: answered, text, data: parsed.data, ...parsed.details } as Answered<T>;
  }

  async register(email: string, more: object = {}): Promise<Answered<SessionView>> {
    const body = { email, password: PASSWORD, first_name: 'Ada', last_name: 'Lovelace', ...more };
    return this.send<SessionView>('POST', '/auth/register', body);
  }

  async logIn(email: string, password = PASSWORD, headers: Record<string, string> = {}) {
    return this.send<SessionView>('POST', '/auth/login', { email, password }, headers);
  }

  async refresh(token: string, headers: Record<string, string> = {}) {
    return this.send<SessionView>('POST', '/auth/refresh', { refresh_token: token }, headers);
  }

  /** Status of GET /v1/auth/me with an access token. */
  async me(token: string): Promise<number> {
    return (await this.send('GET', '/auth/me', undefined, bearer(token))).status;
  }

  /** A session of a new user with this role. */
  async sessionOf(role: Role): Promise<SessionView> {
    const email = `${role}.${Math.random().toString(36).slice(2)}@example.com`;
    await this.register(email);
    await this.database.query(`UPDATE app_user SET role = $2 WHERE email = $1`, [email, role]);
    return (await this.logIn(email)).data;
  }

  /** Tokens of the reset mails to an address, oldest first, once there are `count`. */
  async resetTokens(email: string, count: number): Promise<string[]> {
    for (let tries = 0; tries < 60; tries++) {
      const { data } = await this.mails(email);
      const tokens = data.reverse().map((mail) => /^[\w-]{43}$/m.exec(mail.text)?.[0] ?? '');
      if (tokens.length >= count) return tokens;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('no reset mail came');
  }

  async mails(email: string): Promise<{ data: { text: string }[] }> {
    const answer = await fetch(`${this.url}/dev/mailbox/messages?to=${encodeURIComponent(email)}`);
    return (await answer.json()) as { data: { text: string }[] };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** An e-mail that nobody has. */
export const fresh = () => `ada.${randomUUID().slice(0, 8)}@example.com`;

/** The same work many times at once. */
export const times = <T>(count: number, work: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));
