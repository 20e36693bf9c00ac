/** A change as its use case tells it. */
export interface AuditRecord {
  /** Past tense: `account.created`. */
  action: string;
  subject: { type: string; id: string };
  accountId?: string | undefined;
  /** State before and after; never secrets. */
  before?: object | undefined;
  after?: object | undefined;
}
