/** A payment that money may be given back of, in minor units. */
export interface RefundablePayment {
  readonly id: string;
  readonly refundableMinor: bigint;
}

export interface RefundSpread {
  readonly parts: readonly { readonly paymentId: string; readonly amountMinor: bigint }[];
  /** What no payment is left for. */
  readonly restMinor: bigint;
}

/**
 * Takes an amount out of several payments, as much as each has, in the order given: 30.00 out of payments with 10.00 and
 * 29.99 → 10.00 and 20.00, nothing left over.
 */
export function spreadRefund(amountMinor: bigint, payments: readonly RefundablePayment[]): RefundSpread {
  let restMinor = amountMinor;
  const parts: { paymentId: string; amountMinor: bigint }[] = [];
  for (const { id: paymentId, refundableMinor } of payments) {
    const part = refundableMinor < restMinor ? refundableMinor : restMinor;
    if (part <= 0n) continue;
    parts.push({ paymentId, amountMinor: part });
    restMinor -= part;
  }
  return { parts, restMinor };
}
