/** A process that is still alive has recorded something by the gateway's time-out and this much more. */
const GRACE_MS = 2_000;

/** Limits of a reconciliation. */
export class ReconciliationPolicy {
  constructor(
    /** The gateway's answer is waited for this long; what is younger is still somebody's to settle. */
    private readonly callTimeoutMs: number,
    /** Results are on their way to the ledger for so long: what is younger is not missed there. */
    readonly settlingMarginSeconds = 120,
    /** A request for a run is answered by then, with the run as it is. */
    readonly answerWithinMs = 8_000,
  ) {}

  get abandonedAfterMs(): number {
    return this.callTimeoutMs + GRACE_MS;
  }
}

/** Without other wishes a run looks back so far: every movement is seen by many of the hourly runs. */
export const WINDOW_HOURS = 48;
export const RUN_EVERY_SECONDS = 3_600;
/** A run that has not said so for this long is dead. */
export const LEASE_SECONDS = 120;
export const PAGE = 500;
