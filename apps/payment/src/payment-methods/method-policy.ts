/** Limits that come from configuration. */
export class MethodPolicy {
  constructor(
    /** The gateway's answer is waited for this long. */
    readonly callTimeoutMs: number,
    /** Raw card fields put the operator in PCI scope: development only. */
    readonly acceptsRawCards: boolean,
  ) {}

  /** After this long, whoever was saving a method is dead or has lost the answer. */
  get abandonedAfterMs(): number {
    return this.callTimeoutMs + 2_000;
  }
}
