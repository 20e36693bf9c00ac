import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';

/** Events of a page: a transaction that takes longer would hold up what is booked for the account meanwhile. */
const USAGE_PAGE = 5_000;

/** What its owner lets the application change of tables that it can only add to, and of a deleted account only. */
const USAGE = `SELECT erase_usage_of_account($1, ${USAGE_PAGE}) AS erased`;
const AUDIT = `SELECT erase_audit_of_account($1)`;

/** Staff who once registered as a customer stay who they are. */
const USERS = `SELECT id FROM app_user WHERE account_id = $1::uuid AND role = 'customer'`;

/** All addresses that mails went to: of the account, now and before, and of whoever logged in. */
const ADDRESSES = `
  WITH address AS (
    SELECT lower(email) AS email FROM account WHERE id = $1::uuid
    UNION SELECT lower(email) FROM app_user WHERE id IN (${USERS})
    UNION SELECT lower(before->>'email') FROM audit_log WHERE subject_type = 'account' AND subject_id = $1::text)`;

/** In this order: the mailbox is searched by addresses that are erased after it. Each takes the account's id. */
const STATEMENTS = [
  `${ADDRESSES} DELETE FROM development_mail USING address
   WHERE lower(recipient) = address.email OR position(address.email IN lower(body)) > 0`,
  `DELETE FROM mail_request WHERE facts->>'account_id' = $1::text
     OR user_id IN (${USERS})
     OR facts->>'invoice_id' IN (SELECT id::text FROM invoice WHERE account_id = $1::uuid)`,
  `DELETE FROM session WHERE user_id IN (${USERS})`,
  `DELETE FROM password_reset WHERE user_id IN (${USERS})`,
  `DELETE FROM idempotency_key WHERE caller IN (SELECT 'user:' || id FROM (${USERS}) AS gone)`,
  // Random, so that nobody can take the address before. No bcrypt hash begins with `!`, so that no password fits.
  `UPDATE app_user SET email = 'erased-' || gen_random_uuid() || '@erased.invalid', password_hash = '!', first_name = 'Erased',
     last_name = 'customer', is_active = false, updated_at = clock_timestamp() WHERE id IN (${USERS})`,
  `UPDATE subscription SET metadata = '{}', external_key = NULL
   WHERE account_id = $1 AND (metadata <> '{}' OR external_key IS NOT NULL)`,
  `DELETE FROM parked_work WHERE account_id = $1`,
];

/** The address is one of a domain that can never be anybody's (RFC 2606). */
const ACCOUNT = `
  UPDATE account SET email = 'erased@erased.invalid', name = 'Erased customer', address = NULL, vat_id = NULL,
    vat_id_status = NULL, external_key = NULL, default_payment_method = NULL, metadata = '{}', erase_at = NULL, erased_at = $2
  WHERE id = $1`;

/**
 * All places of this service where it stands who a customer was. A new column for data about persons gets its line here;
 * `erasure.int.spec.ts` searches every text and JSON column of the database for what it forgot.
 */
@Injectable()
export class PersonalDataRepository {
  constructor(private readonly database: Database) {}

  /** One page of usage events loses properties and keys; false when none was left. */
  async eraseUsage(accountId: string): Promise<boolean> {
    const [row] = await this.database.query<{ erased: number }>(USAGE, [accountId]);
    return (row?.erased ?? 0) > 0;
  }

  /** Everything else, the account itself last. Joins the open transaction, which holds the account's lock. */
  async erase(accountId: string, at: Instant): Promise<void> {
    for (const statement of STATEMENTS) await this.database.query(statement, [accountId]);
    await this.database.query(AUDIT, [accountId]);
    await this.database.query(ACCOUNT, [accountId, at.toDate()]);
  }
}
