import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import type { MethodChange, PaymentMethod, SavedMethod } from '../payment-method';
import { METHOD_COLUMNS, toMethod, type MethodRow } from './method-row';

/** The account as it is while its row is locked. */
export interface LockedAccount {
  readonly version: number;
  readonly present: { methodId: string; wasDeclined: boolean } | undefined;
}

export interface RecordedChange extends MethodChange {
  readonly methodId: string;
  readonly action: 'added' | 'made_default' | 'deleted';
  readonly defaultBefore: string | null;
  readonly actor: string;
  readonly requestId: string | null;
}

interface ChangeRow {
  account_id: string;
  version: number;
  event_id: string;
  default_after: string | null;
  is_new: boolean;
  at: Date;
}

const LOCK = `SELECT version FROM payment_account WHERE account_id = $1 FOR UPDATE`;
/** Whether the last charge of the default was refused; trouble on the way to the bank says nothing about a card. */
const PRESENT = `
  SELECT m.id, coalesce(last.failure_code NOT LIKE 'gateway\\_%', false) AS was_declined
  FROM payment_method m LEFT JOIN LATERAL (
    SELECT failure_code FROM payment p
    WHERE p.account_id = m.account_id AND p.payment_method_id = m.id ORDER BY p.id DESC LIMIT 1) AS last ON true
  WHERE m.account_id = $1 AND m.is_default`;
const ACTIVATE = `
  UPDATE payment_method SET
    status = 'active', customer_reference = $2, method_reference = $3, brand = $4, last4 = $5, exp_month = $6, exp_year = $7
  WHERE id = $1 AND status = 'pending' RETURNING 1`;
/** Another than before when somebody deleted that one at the gateway. */
const KNOW_CUSTOMER = `
  UPDATE payment_account SET customer_reference = $2
  WHERE account_id = $1 AND customer_reference IS DISTINCT FROM $2`;
const DELETE = `
  UPDATE payment_method SET status = 'deleted', is_default = false, deleted_at = $3
  WHERE id = $1 AND account_id = $2 AND status = 'active' RETURNING 1`;
const UNSET = `
  UPDATE payment_method SET is_default = false WHERE account_id = $1 AND is_default AND id IS DISTINCT FROM $2`;
const SET = `UPDATE payment_method SET is_default = true WHERE id = $1 AND NOT is_default`;
const RECORD = `
  WITH numbered AS (
    UPDATE payment_account SET version = $2 WHERE account_id = $1 AND version = $2 - 1 RETURNING version)
  INSERT INTO payment_method_change
    (account_id, version, event_id, payment_method_id, action, default_before, default_after, is_new, at, actor, request_id)
  SELECT $1, version, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM numbered`;
const FIND = `
  SELECT account_id, version, event_id, default_after, is_new, at
  FROM payment_method_change WHERE account_id = $1 AND version = $2`;

/** Changes what an account is charged by, step by step inside one transaction that begins with `lock`. */
@Injectable()
export class MethodChangeRepository {
  constructor(private readonly database: Database) {}

  async lock(accountId: string): Promise<LockedAccount | undefined> {
    const [account] = await this.database.query<{ version: number }>(LOCK, [accountId]);
    if (!account) return undefined;
    const [present] = await this.database.query<{ id: string; was_declined: boolean }>(PRESENT, [accountId]);
    return {
      version: account.version,
      present: present && { methodId: present.id, wasDeclined: present.was_declined },
    };
  }

  /** False when the draft came to an end before. */
  async activate(accountId: string, id: string, saved: SavedMethod): Promise<boolean> {
    const { card, customerReference, methodReference } = saved;
    const params = [id, customerReference, methodReference, card.brand, card.last4, card.expMonth, card.expYear];
    const rows = await this.database.query(ACTIVATE, params);
    if (rows.length > 0) await this.database.query(KNOW_CUSTOMER, [accountId, customerReference]);
    return rows.length > 0;
  }

  async delete(accountId: string, id: string, at: Date): Promise<boolean> {
    return (await this.database.query(DELETE, [id, accountId, at])).length > 0;
  }

  /** At most one is the default at every moment: the old one steps back first. */
  async setDefault(accountId: string, id: string | null): Promise<void> {
    await this.database.query(UNSET, [accountId, id]);
    if (id !== null) await this.database.query(SET, [id]);
  }

  async activeOf(accountId: string): Promise<PaymentMethod[]> {
    const text = `SELECT ${METHOD_COLUMNS} FROM payment_method WHERE account_id = $1 AND status = 'active' ORDER BY id DESC`;
    return (await this.database.query<MethodRow>(text, [accountId])).map(toMethod);
  }

  async record(change: RecordedChange): Promise<void> {
    await this.database.query(RECORD, [
      change.accountId,
      change.version,
      change.eventId,
      change.methodId,
      change.action,
      change.defaultBefore,
      change.defaultMethodId,
      change.isNew,
      change.at,
      change.actor,
      change.requestId,
    ]);
  }

  async find(accountId: string, version: number): Promise<MethodChange | undefined> {
    const [row] = await this.database.query<ChangeRow>(FIND, [accountId, version]);
    return row && toChange(row);
  }
}

function toChange(row: ChangeRow): MethodChange {
  return {
    accountId: row.account_id,
    version: row.version,
    eventId: row.event_id,
    defaultMethodId: row.default_after,
    isNew: row.is_new,
    at: row.at,
  };
}
