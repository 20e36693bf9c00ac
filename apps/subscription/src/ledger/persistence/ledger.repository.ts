import { Injectable } from '@nestjs/common';
import type { Posting } from '@libs/billing/ledger';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { type CopyTarget, Database, newId, plainArray } from '@libs/persistence';
import { IS_MOVEMENT } from './ledger.tables';

export interface EntryToStore {
  kind: string;
  accountId: string;
  invoiceId?: string | undefined;
  reference: string;
  postings: readonly Posting[];
  bookedAt: Instant;
}

export interface LedgerEntryRow {
  id: string;
  account_id: string;
  kind: string;
  reference: string;
  invoice_id: string | null;
  booked_at: Date;
  postings: { ledger_account: string; amount_minor: string; currency: string }[];
}

export interface LedgerBalanceRow {
  ledger_account: string;
  currency: string;
  balance_minor: string;
}

export interface LedgerSidesRow {
  currency: string;
  ledger_account: string;
  debit_minor: string;
  credit_minor: string;
}

export interface SidesAsked {
  /** An instant as text; what was booked at it counts. */
  at?: string | undefined;
  currency?: string | undefined;
}

export interface LedgerChangeRow {
  kind: string;
  reference: string;
  amount_minor: string;
  currency: string;
}

export interface MovementRow {
  reference: string;
  kind: string;
  currency: string;
  amount_minor: string;
}

export interface LedgerFilter {
  accountId?: string | undefined;
  invoiceId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * Entries and their postings in one statement, which stores nothing at all unless every entry sums to zero in every
 * currency (promise 20).
 */
const INSERT_BALANCED = `
  WITH posting AS (
    SELECT * FROM unnest($7::uuid[], $8::smallint[], $9::text[], $10::bigint[], $11::text[])
      AS p(entry_id, line, ledger_account, amount_minor, currency)
  ), balanced AS (
    SELECT 1 WHERE EXISTS (SELECT FROM posting)
      AND NOT EXISTS (SELECT FROM posting GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0)
  ), entry AS (
    INSERT INTO ledger_entry (account_id, id, kind, reference, invoice_id, booked_at)
    SELECT e.* FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[]) AS e, balanced
    ON CONFLICT (account_id, kind, reference) DO NOTHING RETURNING account_id, id
  ), stored AS (
    INSERT INTO ledger_posting (account_id, entry_id, line, ledger_account, amount_minor, currency)
    SELECT entry.account_id, entry.id, posting.line, posting.ledger_account, posting.amount_minor, posting.currency
    FROM entry JOIN posting ON posting.entry_id = entry.id
  )
  SELECT EXISTS (SELECT FROM balanced) AS is_balanced`;

type KeyedEntry = EntryToStore & { readonly id: string };
const ENTRIES: CopyTarget<KeyedEntry> = {
  into: 'ledger_entry (account_id, id, kind, reference, invoice_id, booked_at)',
  row: ({ accountId, id, kind, reference, invoiceId = null, bookedAt }) => [
    accountId,
    id,
    kind,
    reference,
    invoiceId,
    String(bookedAt),
  ],
};
const POSTINGS: CopyTarget<{ readonly entry: KeyedEntry; readonly line: number; readonly posting: Posting }> = {
  into: 'ledger_posting (account_id, entry_id, line, ledger_account, amount_minor, currency)',
  row: ({ entry: { accountId, id }, line, posting: { account, change } }) => [
    accountId,
    id,
    line,
    account,
    change.minor,
    change.currency,
  ],
};

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const SIDES = `
  SELECT currency, ledger_account, greatest(amount_minor, 0) AS debit_minor, greatest(-amount_minor, 0) AS credit_minor
  FROM ledger_entry entry
  JOIN ledger_posting posting ON posting.account_id = entry.account_id AND posting.entry_id = entry.id`;
const SUMMED = `SELECT through_id FROM ledger_sum ORDER BY through_id DESC LIMIT 1`;
/** Both sides of what was booked through an entry: the last sum, and every posting since. */
const SIDES_THROUGH = (throughId: string) => `
  SELECT currency, ledger_account, debit_minor, credit_minor FROM ledger_sum WHERE through_id = (${SUMMED})
  UNION ALL ${SIDES}
  WHERE entry.id > coalesce((${SUMMED}), '00000000-0000-0000-0000-000000000000') AND entry.id <= ${throughId}`;

/** The same of the whole book. */
export const SIDES_OF_ALL = SIDES_THROUGH(`'${LAST_ID}'`);

/** Append-only for the application's role. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /** The second entry of one kind and reference is not stored. @throws InvariantBroken when one does not sum to zero */
  async add(entries: readonly EntryToStore[]): Promise<void> {
    const keyed = entries.map((entry) => ({ ...entry, id: newId() }));
    const postings = keyed.flatMap(({ id, postings: all }) => all.map((posting, index) => ({ ...posting, id, index })));
    const [row] = await this.database.named<{ is_balanced: boolean }>('ledger_insert', INSERT_BALANCED, [
      plainArray(keyed.map(({ accountId }) => accountId)),
      plainArray(keyed.map(({ id }) => id)),
      plainArray(keyed.map(({ kind }) => kind)),
      keyed.map(({ reference }) => reference),
      plainArray(keyed.map(({ invoiceId }) => invoiceId ?? null)),
      plainArray(keyed.map(({ bookedAt }) => bookedAt.toString())),
      plainArray(postings.map(({ id }) => id)),
      plainArray(postings.map(({ index }) => index + 1)),
      plainArray(postings.map(({ account }) => account)),
      plainArray(postings.map(({ change }) => change.minor)),
      plainArray(postings.map(({ change }) => change.currency)),
    ]);
    if (row?.is_balanced) return;
    throw offBalance(entries);
  }

  /**
   * The same for facts that are booked for the first time, thousands at once: a second entry of one kind and reference
   * fails here. @throws InvariantBroken when one does not sum to zero: none is stored then
   */
  async addNew(entries: readonly EntryToStore[]): Promise<void> {
    const odd = entries.filter(({ postings }) => !isBalanced(postings));
    if (odd.length > 0) throw offBalance(odd);
    const keyed = entries.map((entry) => ({ ...entry, id: newId() }));
    await this.database.copy(ENTRIES, keyed);
    const lines = keyed.flatMap((entry) => entry.postings.map((posting, at) => ({ entry, line: at + 1, posting })));
    await this.database.copy(POSTINGS, lines);
  }

  /** Every ledger account that was ever posted to, with its sum. */
  async balances(): Promise<LedgerBalanceRow[]> {
    return this.database.query<LedgerBalanceRow>(
      `SELECT ledger_account, currency, sum(debit_minor - credit_minor)::bigint AS balance_minor
       FROM (${SIDES_OF_ALL}) side GROUP BY 1, 2 ORDER BY 1, 2`,
    );
  }

  /** Adds the book up through an entry, from the sum before on; nobody may add entries before it any more. */
  async sumUp(throughId: string): Promise<void> {
    await this.database.query(
      `INSERT INTO ledger_sum (through_id, currency, ledger_account, debit_minor, credit_minor)
       SELECT $1::uuid, currency, ledger_account, sum(debit_minor), sum(credit_minor)
       FROM (${SIDES_THROUGH('$1::uuid')}) side
       WHERE NOT EXISTS (SELECT FROM ledger_sum WHERE through_id >= $1::uuid) GROUP BY 2, 3
       ON CONFLICT DO NOTHING`,
      [throughId],
    );
  }

  /** Sums of both sides of every ledger account, of what was booked up to an instant; without one, of all. */
  async sides({ at, currency }: SidesAsked): Promise<LedgerSidesRow[]> {
    const sides = at === undefined ? SIDES_OF_ALL : `${SIDES} WHERE entry.booked_at <= $2::timestamptz`;
    return this.database.query<LedgerSidesRow>(
      `SELECT currency, ledger_account, sum(debit_minor)::bigint AS debit_minor, sum(credit_minor)::bigint AS credit_minor
       FROM (${sides}) side WHERE ($1::text IS NULL OR currency = $1) GROUP BY 1, 2 ORDER BY 1, 2`,
      at === undefined ? [currency ?? null] : [currency ?? null, at],
    );
  }

  /** What entries of a bill did to one ledger account. */
  async changesOf(accountId: string, invoiceId: string, ledgerAccount: string): Promise<LedgerChangeRow[]> {
    return this.database.query<LedgerChangeRow>(
      `SELECT kind, reference, amount_minor, currency FROM ledger_entry entry
       JOIN ledger_posting posting ON posting.account_id = entry.account_id AND entry_id = entry.id
       WHERE invoice_id = $2 AND entry.account_id = $1 AND ledger_account = $3 ORDER BY entry.id`,
      [accountId, invoiceId, ledgerAccount],
    );
  }

  /** What moved at the gateway by the payment service's ids: how much, of each kind of entry. */
  async movements(references: readonly string[]): Promise<MovementRow[]> {
    return this.database.query<MovementRow>(
      `SELECT reference, kind, currency, abs(sum(amount_minor))::bigint AS amount_minor
       FROM ledger_entry entry JOIN ledger_posting posting
         ON posting.account_id = entry.account_id AND entry_id = entry.id
           AND ledger_account = CASE kind WHEN 'dispute_lost' THEN 'disputes' ELSE 'cash_at_gateway' END
       WHERE reference = ANY($1::text[]) AND ${IS_MOVEMENT} GROUP BY reference, kind, currency`,
      [references],
    );
  }

  /** One more than `limit`, newest first, each with its postings. `from` is included, `to` is not. */
  async page(filter: LedgerFilter, limit: number, beforeId?: string): Promise<LedgerEntryRow[]> {
    return this.database.query<LedgerEntryRow>(
      `SELECT entry.*, (
         SELECT json_agg(json_build_object('ledger_account', ledger_account, 'amount_minor', amount_minor::text, 'currency', currency) ORDER BY line)
         FROM ledger_posting WHERE ledger_posting.account_id = entry.account_id AND entry_id = entry.id
       ) AS postings
       FROM ledger_entry entry
       WHERE ($1::uuid IS NULL OR entry.account_id = $1)
         AND ($2::uuid IS NULL OR entry.invoice_id = $2)
         AND ($3::timestamptz IS NULL OR entry.booked_at >= $3)
         AND ($4::timestamptz IS NULL OR entry.booked_at < $4)
         AND ($5::uuid IS NULL OR entry.id < $5)
       ORDER BY entry.id DESC LIMIT $6`,
      [
        filter.accountId ?? null,
        filter.invoiceId ?? null,
        filter.from ?? null,
        filter.to ?? null,
        beforeId ?? null,
        limit + 1,
      ],
    );
  }
}

function isBalanced(postings: readonly Posting[]): boolean {
  const sums = new Map<string, bigint>();
  for (const { change } of postings) sums.set(change.currency, (sums.get(change.currency) ?? 0n) + change.minor);
  return [...sums.values()].every((sum) => sum === 0n);
}

function offBalance(entries: readonly EntryToStore[]): InvariantBroken {
  const names = entries.map(({ kind, reference }) => `${kind} of ${reference}`);
  return new InvariantBroken(`${names.join(', ')}: does not balance`);
}
