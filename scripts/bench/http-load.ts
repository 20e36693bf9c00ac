import autocannon from 'autocannon';
import { type Watched, withCores } from './cpu-time';
import type { Sample } from './measurement';

export interface HttpLoad {
  url: string;
  connections: number;
  pipelining?: number;
  seconds: number;
  /** Called for each request, when every one is another. */
  next?: () => NextRequest;
}

export interface NextRequest {
  path: string;
  headers: Record<string, string>;
  body: object;
}

/** Each connection sends its next request when the last was answered, for some seconds. */
export async function httpLoad(load: HttpLoad, watched: Watched): Promise<Sample> {
  const { url, connections, pipelining = 1, seconds, next } = load;
  const requests: autocannon.Request[] = next
    ? [{ method: 'POST', setupRequest: (request) => fill(request, next()) }]
    : [{ method: 'GET' }];
  const { result, cores } = await withCores(watched, () =>
    Promise.resolve(autocannon({ url, connections, pipelining, duration: seconds, requests, timeout: 10 })),
  );
  return {
    perSecond: result['2xx'] / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    p97Ms: result.latency.p97_5,
    failed: result.non2xx + result.errors + result.timeouts,
    cores,
  };
}

function fill(request: autocannon.Request, { path, headers, body }: NextRequest): autocannon.Request {
  const text = JSON.stringify(body);
  return { ...request, path, body: text, headers: { 'content-type': 'application/json', ...headers } };
}
