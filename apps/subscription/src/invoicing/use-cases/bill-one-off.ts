import { Inject, Injectable } from '@nestjs/common';
import { oneOffLine } from '@libs/billing/invoicing';
import { BILLING_CLOCK, Period, type BillingClock } from '@libs/calendar';
import { InvariantBroken, invalidField } from '@libs/errors';
import { readAmount } from '@libs/dto';
import { INPUT_MINOR_MAX, knownCurrency, Money, Rate } from '@libs/money';
import { Database, newId } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import type { InvoiceRecord } from '../invoice-record';
import { IssueInvoices } from './issue-invoices';

/** Either an `amount`, or a `unitAmount` and how many (one unless said). Decimals that were validated before. */
export interface OneOffLine {
  readonly description: string;
  readonly quantity?: number | string | undefined;
  readonly unitAmount?: number | string | undefined;
  readonly amount?: number | string | undefined;
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
      const lines = asked.map((line, index) => {
        const [count, unitRate] = pricesOf(line, `lines.${index}`, account.currency);
        const lineTotal = lineTotalOf(unitRate.times(count), account.currency);
        return oneOffLine(line.description, count.toDecimalText(), unitRate, lineTotal);
      });
      const bill = { account, userId: null, lines, period: Period.of(now, now), cause: 'one_off' as const };
      const [record] = await this.issue.run([{ ...bill, key: `one_off:${newId()}` }], now);
      if (!record) throw new InvariantBroken('lines that were never billed make an invoice');
      return record;
    });
  }
}

function pricesOf({ quantity, unitAmount, amount }: OneOffLine, field: string, currency: string): [Rate, Rate] {
  const isWhole = amount !== undefined;
  if (isWhole ? (unitAmount ?? quantity) !== undefined : unitAmount === undefined) {
    throw invalidField(`${field}.amount`, 'amount_or_unit_amount', 'Send amount, or unit_amount and quantity.');
  }
  if (isWhole) return [Rate.of('1'), Rate.of(readAmount(amount, currency, `${field}.amount`).toDecimalText())];
  return [Rate.of(String(quantity ?? 1)), Rate.of(String(unitAmount))];
}

/** Rounds once, half away from zero. What is beyond the amounts we take in is refused, not a bug. */
function lineTotalOf(exact: Rate, currency: string): Money {
  const minor = exact.minorHalfAwayFromZero(knownCurrency(currency).exponent);
  if (minor <= INPUT_MINOR_MAX) return Money.ofMinor(minor, currency);
  throw invalidField('lines', 'amount_too_large', 'A line comes to more than can be billed.');
}
