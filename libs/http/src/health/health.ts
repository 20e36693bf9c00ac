import { wallClock } from '../server/wall-clock';

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

export interface CheckResult {
  status: HealthStatus;
  response_time_ms: number;
  details: unknown;
}

export interface HealthCheck {
  name: string;
  /** Returns details, which everybody may read, and a status unless all is well. Throws when there is no answer. */
  run(): Promise<{ details: unknown; status?: HealthStatus }>;
  /** A failure of what is not critical only degrades the service. */
  critical: boolean;
}

export interface HealthReport {
  status: HealthStatus;
  service: string;
  version: string;
  timestamp: string;
  checks: Record<string, CheckResult>;
}

const CHECK_TIMEOUT_MS = 3_000;
/** Anybody may ask, as often as they like; the dependencies, the gateway among them, are asked once a second. */
const REPORT_GOOD_MS = 1_000;

/** Asks every dependency at once; one that is frozen is given up after three seconds. */
export class Health {
  private latest?: { report: Promise<HealthReport>; goodUntilMs: number };

  constructor(
    private readonly service: string,
    private readonly version: string,
    private readonly checks: readonly HealthCheck[],
    private readonly deepChecks: readonly HealthCheck[] = [],
  ) {}

  liveness(): Omit<HealthReport, 'checks'> {
    return { status: 'healthy', service: this.service, version: this.version, timestamp: timestamp() };
  }

  detailed(): Promise<HealthReport> {
    const nowMs = performance.now();
    if (!this.latest || nowMs >= this.latest.goodUntilMs) {
      this.latest = { report: this.report(this.checks), goodUntilMs: nowMs + REPORT_GOOD_MS };
    }
    return this.latest.report;
  }

  /** The dependencies, and a real write and read through each, and the other service. */
  deep(): Promise<HealthReport> {
    return this.report([...this.checks, ...this.deepChecks]);
  }

  private async report(checks: readonly HealthCheck[]): Promise<HealthReport> {
    const results = await Promise.all(checks.map(runCheck));
    const byName = Object.fromEntries(checks.map((check, at) => [check.name, results[at] as CheckResult]));
    return { ...this.liveness(), status: worst(results.map((result) => result.status)), checks: byName };
  }
}

async function runCheck(check: HealthCheck): Promise<CheckResult> {
  const startedAt = performance.now();
  const elapsed = () => Math.round((performance.now() - startedAt) * 100) / 100;
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_TIMEOUT_MS);
    });
    const { details, status = 'healthy' } = await Promise.race([check.run(), timeout]);
    return { status: felt(check, status), response_time_ms: elapsed(), details };
  } catch {
    // The reason may hold addresses or statements; the log of the failing call has it.
    return { status: felt(check, 'unhealthy'), response_time_ms: elapsed(), details: 'not reachable' };
  } finally {
    clearTimeout(timer);
  }
}

/** What the state of a dependency is to the service. */
function felt({ critical }: HealthCheck, status: HealthStatus): HealthStatus {
  return status === 'unhealthy' && !critical ? 'degraded' : status;
}

function worst(statuses: readonly HealthStatus[]): HealthStatus {
  if (statuses.includes('unhealthy')) return 'unhealthy';
  return statuses.includes('degraded') ? 'degraded' : 'healthy';
}

const timestamp = (): string => wallClock.now().toDate().toISOString();
