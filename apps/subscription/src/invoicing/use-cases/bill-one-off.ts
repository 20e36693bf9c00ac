import { Inject, Injectable } from '@nestjs/common';
import { oneOffLine } from '@libs/billing/invoicing';
import { BILLING_CLOCK, Period, type BillingClock } from '@libs/calendar';
import { InvariantBroken, invalidField } from '@libs/errors';
import { INPUT_MINOR_MAX, knownCurrency, Money, Rate } from '@libs/money';
import { Database, newId } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import type { InvoiceRecord } from '../invoice-record';
import { IssueInvoices } from './issue-invoices';

export interface OneOffLine {
  readonly description: string;
  /** Decimals that were validated before. */
  readonly quantity: number | string;
  readonly unitAmount: number | string;
}

/** Bills what staff write down. */
@Injectable()
export class BillOneOff {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly issue: IssueInvoices,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** In the account's currency; each line is rounded once, half away from zero. @throws AppError `not_found`, `validation_failed` */
  async run(accountId: string, asked: readonly OneOffLine[]): Promise<InvoiceRecord> {
    return this.database.transaction(async () => {
      const account = await this.accounts.lock(accountId);
      const now = this.clock.now();
      const lines = asked.map(({ description, quantity, unitAmount }) => {
        const [count, unitRate] = [Rate.of(String(quantity)), Rate.of(String(unitAmount))];
        const lineTotal = lineTotalOf(unitRate.times(count), account.currency);
        return oneOffLine(description, count.toDecimalText(), unitRate, lineTotal);
      });
      const bill = { account, userId: null, lines, period: Period.of(now, now), cause: 'one_off' as const };
      const [record] = await this.issue.run([{ ...bill, key: `one_off:${newId()}` }], now);
      if (!record) throw new InvariantBroken('lines that were never billed make an invoice');
      return record;
    });
  }
}

/** Rounds once, half away from zero. What is beyond the amounts we take in is refused, not a bug. */
function lineTotalOf(exact: Rate, currency: string): Money {
  const minor = exact.minorHalfAwayFromZero(knownCurrency(currency).exponent);
  if (minor <= INPUT_MINOR_MAX) return Money.ofMinor(minor, currency);
  throw invalidField('lines', 'amount_too_large', 'A line comes to more than can be billed.');
}
