/** A process that is still alive has recorded something by the gateway's time-out and this much more. */
const GRACE_MS = 2_000;

/** What configuration says of calls to the gateway. */
export class GatewayLimits {
  constructor(
    /** The gateway's answer is waited for this long. */
    readonly timeoutMs: number,
    /** Raw card fields put the operator in PCI scope: development only. */
    readonly acceptsRawCards: boolean,
  ) {}

  /** After this long without an outcome, whoever called is dead or has lost the answer. */
  get abandonedAfterMs(): number {
    return this.timeoutMs + GRACE_MS;
  }
}
