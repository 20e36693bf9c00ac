import { Injectable } from '@nestjs/common';
import { InvariantBroken } from '@libs/errors';
import { logger } from '@libs/observability';
import { Money } from '@libs/money';
import { MirrorRepository, type MirrorRow } from '../persistence/mirror.repository';

const log = logger('ledger');

/** One ledger account beside what bills, notes, credit and the payment service's events say of it. */
export interface ComparedAccount {
  readonly ledgerAccount: string;
  /** A debit is positive. */
  readonly booked: Money;
  readonly expected: Money;
  readonly agrees: boolean;
}

/** Every fact is booked in its own transaction; this adds all facts up anew and compares. */
@Injectable()
export class CompareWithTables {
  constructor(private readonly mirror: MirrorRepository) {}

  /** Per currency and ledger account, of one moment. What differs is a bug, or a hand in the tables, and is logged. */
  async run(): Promise<ComparedAccount[]> {
    const compared = (await this.mirror.bookAndMirror()).map(compare);
    for (const { ledgerAccount, booked, expected, agrees } of compared) {
      const facts = { ledgerAccount, booked: String(booked), expected: String(expected) };
      if (!agrees) log.error(facts, 'a ledger account is not what the tables say');
    }
    return compared;
  }
}

function compare({ ledger_account: ledgerAccount, currency, ...row }: MirrorRow): ComparedAccount {
  const booked = Money.ofMinor(BigInt(row.booked_minor), currency);
  const told = Money.parseDecimal(row.mirrored_major, currency);
  if (!told.ok) throw new InvariantBroken(`${row.mirrored_major} ${currency} was told`);
  const expected = Money.ofMinor(BigInt(row.mirrored_minor), currency).add(told.value);
  return { ledgerAccount, booked, expected, agrees: booked.equals(expected) };
}
