import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export const registry = new Registry();

const registers = [registry];
const fastBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of contract section 8. Each process exposes those it feeds; names and labels are stable. */
export const metrics = {
  apiRequestSeconds: new Histogram({
    name: 'api_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: fastBuckets,
    registers,
  }),
  apiErrors: new Counter({
    name: 'api_errors_total',
    help: 'Answers with a status of 400 or more, by error code',
    labelNames: ['route', 'status', 'code'],
    registers,
  }),
  invoicesGenerated: new Counter({ name: 'invoices_generated_total', help: 'Invoices finalized', registers }),
  paymentsAttempted: new Counter({
    name: 'payments_attempted_total',
    help: 'Payments that reached an outcome at the gateway',
    labelNames: ['status'],
    registers,
  }),
  reconciliationMismatches: new Counter({
    name: 'reconciliation_mismatches_total',
    help: 'Differences that reconciliations found, by kind',
    labelNames: ['kind'],
    registers,
  }),
  usageEventsIngested: new Counter({ name: 'usage_events_ingested_total', help: 'Usage taken in', registers }),
  webhookDeliveries: new Counter({
    name: 'webhook_deliveries_total',
    help: 'Attempts to deliver a signed webhook',
    labelNames: ['status'],
    registers,
  }),
  webhookDeliverySeconds: new Histogram({
    name: 'webhook_delivery_duration_seconds',
    help: 'Time one delivery attempt took',
    buckets: fastBuckets,
    registers,
  }),
  queueDepth: new Gauge({
    name: 'queue_depth',
    help: 'Messages by queue and state',
    labelNames: ['queue', 'state'],
    registers,
  }),
  queueJobSeconds: new Histogram({
    name: 'queue_job_duration_seconds',
    help: 'Time one attempt at a message took',
    labelNames: ['queue', 'outcome'],
    buckets: fastBuckets,
    registers,
  }),
  queueRetries: new Counter({
    name: 'queue_retries_total',
    help: 'Attempts that ended in a retry',
    labelNames: ['queue'],
    registers,
  }),
  outboxLagSeconds: new Gauge({
    name: 'outbox_lag_seconds',
    help: 'Age of the oldest message not yet published',
    registers,
  }),
  dbQuerySeconds: new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Time one statement took, waiting for a connection included',
    labelNames: ['statement'],
    buckets: fastBuckets,
    registers,
  }),
  dbPoolUsage: new Gauge({
    name: 'db_connection_pool_usage',
    help: 'Share of the connection pool in use, 0 to 1',
    registers,
  }),
};

/** The Node.js process defaults (heap, event loop lag, file descriptors). Called once per process. */
export function collectProcessMetrics(): void {
  collectDefaultMetrics({ register: registry });
}
