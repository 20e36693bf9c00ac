import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request, a job or a webhook carries along through every call and log line it causes. */
export interface RequestContext {
  readonly requestId: string;
  /** Who acts, once known: `user:12`, `key:0190…`, `system:scheduler`. Never an e-mail. */
  actor?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}
