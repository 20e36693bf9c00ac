import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { OpenApiCheck } from './openapi-check';
import { config } from './running-system';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The whole envelope. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as a client without types would
  body: any;
  /** Its `data`. */
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
  /** `details.code` of a refusal. */
  code?: string;
}

const checks = new Map<string, Promise<OpenApiCheck>>();

/** A client of both services. Every answer it gets is held against the OpenAPI document. */
export class Client {
  constructor(private readonly credentials: Readonly<Record<string, string>> = {}) {}

  static withToken(token: string): Client {
    return new Client({ authorization: `Bearer ${token}` });
  }

  get(path: string, headers = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: object = {}, headers = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  patch(path: string, body: object): Promise<Answer> {
    return this.send('PATCH', path, body);
  }

  put(path: string, body: object): Promise<Answer> {
    return this.send('PUT', path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  async send(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const base = baseOf(path);
    const call = request(base)(method, path).set({ ...this.credentials, ...headers });
    const response = await (body === undefined ? call : call.send(body));
    const isJson = response.type.includes('json') && response.text !== '';
    const parsed = isJson ? JSON.parse(response.text) : undefined;
    (await checkOf(base)).assertFits(method, path, response.status, parsed);
    return {
      status: response.status,
      headers: new Headers(response.headers as Record<string, string>),
      text: response.text,
      body: parsed,
      data: parsed?.data,
      code: parsed?.details?.code,
    };
  }
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

const request = (base: string) => (method: string, path: string) =>
  supertest(base)[method.toLowerCase() as Method](path);

const PAYMENT_PATHS =
  /^\/v1\/(payments|payment-methods|disputes|reconciliation|webhooks\/stripe|internal\/(outbox|charges))/;

function baseOf(path: string): string {
  return PAYMENT_PATHS.test(path) ? config.urls.payment : config.urls.subscription;
}

function checkOf(base: string): Promise<OpenApiCheck> {
  let check = checks.get(base);
  if (!check) {
    check = OpenApiCheck.of(base);
    checks.set(base, check);
  }
  return check;
}

/** Any number of parallel calls, answered in order. */
export function parallel<T>(count: number, call: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => call(at)));
}

export const statusesOf = (answers: readonly Answer[]): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

export const PASSWORD = 'SecurePassword123!';
export const freshEmail = (): string => `user-${randomUUID()}@example.com`;
