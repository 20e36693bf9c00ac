import type { Account } from './account';

/** Rooms that planned something by an account's calendar. They register themselves at start (`onModuleInit`). */
export interface AccountListener {
  /** It lives in another time zone now; in the transaction of the change, which holds the account's lock. */
  moved(account: Account): Promise<void>;
}

/** Every AccountListener there is: accounts know nobody who uses them. */
export const ACCOUNT_LISTENERS = Symbol('account listeners');
