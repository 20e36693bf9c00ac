/**
 * What may be changed from the board, by route: try again, try now, hold and go on. Removing or editing messages is not
 * among it: each stands for something that was committed, and the outbox would send a removed one again.
 */
const ALLOWED_ROUTES: ReadonlySet<string> = new Set([
  '/login',
  '/api/queues/pause',
  '/api/queues/resume',
  '/api/queues/:queueName/pause',
  '/api/queues/:queueName/resume',
  '/api/queues/:queueName/promote',
  '/api/queues/:queueName/retry/:queueStatus',
  '/api/queues/:queueName/:jobId/retry',
  '/api/queues/:queueName/:jobId/promote',
]);

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** `route` is the pattern the router matched, which no spelling of the path can disguise. */
export function isAllowed(method: string, route: string | undefined): boolean {
  return READING.has(method) || (route !== undefined && ALLOWED_ROUTES.has(route));
}
