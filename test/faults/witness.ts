/** A POST that was answered with 2xx: the answer must hold, and the same key must be answered alike. */
export interface AcknowledgedPost {
  what: string;
  url: string;
  token: string | undefined;
  body: object;
  key: string;
  status: number;
  text: string;
}

export interface AcknowledgedPayment {
  transactionId: string;
  amount: number;
}

export interface AcknowledgedRefund {
  refundId: string;
  transactionId: string;
  amount: number;
}

/** What one customer was told. */
export interface CustomerRecord {
  email: string;
  accountId: string;
  token: string;
  subscriptionIds: string[];
  /** Uses of `api_calls`: said to be counted, and refused at the hard limit. */
  uses: { counted: number; refused: number };
  payments: AcknowledgedPayment[];
  methodIds: string[];
  /** What was used before may be above the limit of the smaller plan. */
  hasSmallerPlan: boolean;
}

/** Everything the clients were told, for the comparison with what is there in the end. */
export class Witness {
  readonly customers: CustomerRecord[] = [];
  readonly posts: AcknowledgedPost[] = [];
  readonly refunds: AcknowledgedRefund[] = [];
  /** That said money would go back. */
  readonly creditNotes: { id: string; invoiceId: string }[] = [];
  /** Answers that no client should ever get, whatever breaks. */
  readonly outrages: string[] = [];
  /** Requests by what became of them. */
  readonly counts = new Map<string, number>();

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  outrage(what: string): void {
    this.outrages.push(what);
  }
}
