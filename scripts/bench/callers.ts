import type { BenchEnvironment } from './environment';

/** Somebody whose requests make up a load. */
export interface BenchCaller {
  userId: number;
  accountId: string;
  headers: { authorization: string };
}

interface LoginAnswer {
  access_token: string;
  user_id: number;
  account_id: string;
}

/** Passwords are hashed on the thread pool of one process, four at a time. */
const REGISTERED_AT_ONCE = 8;

/** Registers customers over HTTP; their names begin with `label`. */
export function registerCallers(environment: BenchEnvironment, label: string, count: number): Promise<BenchCaller[]> {
  const url = `${environment.urlOf('subscription')}/v1/auth/register`;
  return inParallel(count, REGISTERED_AT_ONCE, async (index) => {
    const email = `${label}-${index}@bench.example.com`;
    const person = { email, password: 'Load-Passw0rd!', first_name: 'Load', last_name: `Number ${index}` };
    return toCaller(await post<LoginAnswer>(url, person));
  });
}

/** Logs in as the administrator whom the seed made. */
export async function administrator(environment: BenchEnvironment): Promise<BenchCaller> {
  const { adminEmail: email, adminPassword: password } = environment.launcher.config.seed;
  return toCaller(await post<LoginAnswer>(`${environment.urlOf('subscription')}/v1/auth/login`, { email, password }));
}

const toCaller = ({ access_token: token, user_id: userId, account_id: accountId }: LoginAnswer): BenchCaller => ({
  userId,
  accountId,
  headers: { authorization: `Bearer ${token}` },
});

/** Posts and returns `data` of the answer. Throws with what was answered when it is not a success. */
export async function post<T>(url: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  const options = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
  return answered<T>(`POST ${url}`, await fetch(url, options));
}

export async function get<T>(url: string, headers: Record<string, string> = {}): Promise<T> {
  return answered<T>(`GET ${url}`, await fetch(url, { headers }));
}

async function answered<T>(what: string, response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what} answered ${response.status}: ${text.slice(0, 500)}`);
  return (JSON.parse(text) as { data: T }).data;
}

/** Calls `work` with 0 … count − 1, some at once, and returns the results in order. */
export async function inParallel<T>(count: number, atOnce: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
