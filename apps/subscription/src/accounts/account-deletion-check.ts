/** A room that may have a reason to keep an account (a live subscription, an open invoice), or something to do when it goes. */
export interface AccountDeletionCheck {
  /** One sentence that says why the account cannot be deleted now; undefined when it can. Runs inside the deletion's transaction. */
  reason?(accountId: string): Promise<string | undefined>;
  /** It is deleted; in the same transaction, which holds the account's lock. */
  deleted?(accountId: string): Promise<void>;
}

/** The list every room adds its check to (`onModuleInit`): accounts know nobody who uses them. */
export const ACCOUNT_DELETION_CHECKS = Symbol('account deletion checks');
