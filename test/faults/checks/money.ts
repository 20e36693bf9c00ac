import type { Movement } from '../gateway-simulator';
import type { Witness } from '../witness';
import { type Books, CAPTURED, groupBy, paymentIdOf } from './books';

type Check = (books: Books, witness: Witness) => string[];

const charges = ({ journal }: Books) => journal.filter(({ kind }) => kind === 'charge');

export const everyCaptureIsInTheJournalOnce: Check = (books) => {
  const moved = groupBy(charges(books), paymentIdOf);
  return books.payments
    .filter(({ status }) => CAPTURED.includes(status))
    .flatMap(({ id, amount_minor, currency }) => {
      const movements = moved.get(id) ?? [];
      const fits = movements.some(
        (movement) => `${movement.amount}` === amount_minor && isSame(movement.currency, currency),
      );
      return movements.length === 1 && fits
        ? []
        : [`payment ${id} is captured; the journal has ${JSON.stringify(movements)}`];
    });
};

const isSame = (a: string, b: string) => a.toUpperCase() === b.toUpperCase();

export const everyChargeIsAPaymentOfOurs: Check = (books) => {
  const payments = new Map(books.payments.map((payment) => [payment.id, payment]));
  return charges(books).flatMap((movement) => {
    const payment = payments.get(paymentIdOf(movement));
    if (payment && (CAPTURED.includes(payment.status) || payment.flag !== null)) return [];
    return [`${movement.source} took ${movement.amount} ${movement.currency}; our payment: ${JSON.stringify(payment)}`];
  });
};

export const oneChargeForEachInvoice: Check = (books) =>
  [...groupBy(charges(books), ({ metadata }) => metadata['invoice_id'] ?? 'none')]
    .filter(([invoiceId, movements]) => invoiceId === 'none' || movements.length > 1)
    .map(([invoiceId, movements]) => `invoice ${invoiceId}: ${movements.map(({ source }) => source).join(', ')}`);

export const oneChargeForEachKey: Check = (books) =>
  [...groupBy(charges(books), ({ idempotency_key: key }) => key ?? 'none')]
    .filter(([key, movements]) => key === 'none' || movements.length > 1)
    .map(([key, movements]) => `key ${key}: ${movements.map(({ source }) => source).join(', ')}`);

export const nothingStaysUndecided: Check = (books) =>
  books.payments
    .filter(({ status }) => status === 'pending' || status === 'processing')
    .map(({ id, status, flag }) => `payment ${id} is ${status}${flag ? `, flagged ${flag}` : ''}`);

/** What was captured pays its bill, or waits as credit: then the bill was void or paid otherwise by the time it came. */
export const everyCapturePaysItsBill: Check = (books) => {
  const invoices = new Map(books.invoices.map((invoice) => [invoice.id, invoice]));
  return books.payments
    .filter(({ status }) => CAPTURED.includes(status))
    .flatMap(({ id, invoice_id: invoiceId }) => {
      const invoice = invoices.get(invoiceId);
      const isFine = invoice && invoice.status !== 'open' && invoice.status !== 'draft';
      return isFine ? [] : [`payment ${id} is captured; invoice ${invoiceId} is ${invoice?.status ?? 'not there'}`];
    });
};

export const onlyCapturesPayBills: Check = (books) => {
  const captured = groupBy(
    books.payments.filter(({ status }) => CAPTURED.includes(status)),
    ({ invoice_id }) => invoice_id,
  );
  return books.invoices.flatMap(({ id, status, amount_paid_minor: paid }) => {
    if (status !== 'paid') return [];
    const sum = (captured.get(id) ?? []).reduce((total, payment) => total + BigInt(payment.amount_minor), 0n);
    return sum === BigInt(paid) ? [] : [`invoice ${id} says ${paid} were paid, captured were ${sum}`];
  });
};

/** Active, or ended for another reason than that nobody paid. */
export const paidSubscriptionsAreActive: Check = (books) => {
  const unpaid = new Set(
    books.invoices.flatMap(({ subscription_id: id, status }) =>
      id && (status === 'open' || status === 'uncollectible') ? [id] : [],
    ),
  );
  const paid = new Set(
    books.invoices.flatMap(({ subscription_id: id, status }) => (id && status === 'paid' ? [id] : [])),
  );
  return books.subscriptions
    .filter(({ id, status }) => paid.has(id) && !unpaid.has(id) && ['pending', 'expired', 'past_due'].includes(status))
    .map(
      ({ id, status, end_reason: reason }) => `subscription ${id} is paid for and ${status} (${reason ?? 'no reason'})`,
    );
};

export const refundsAndDisputesStayBelowTheirPayments: Check = (books) => {
  const wentBack = groupBy(
    books.journal.filter(({ kind }) => kind === 'refund' || kind === 'dispute'),
    ({ payment_intent: intent }) => intent ?? 'none',
  );
  return charges(books).flatMap((charge) => {
    const sum = (wentBack.get(charge.payment_intent ?? 'none') ?? []).reduce((total, { amount }) => total + amount, 0);
    return sum <= charge.amount ? [] : [`${charge.source}: ${charge.amount} taken, ${sum} given back`];
  });
};

/** Every refund that was promised went back, once; or not at all, when the card holder had the bank take the money first. */
export const promisedRefundsWentBack: Check = (books, witness) => {
  const disputed = new Set(books.journal.filter(({ kind }) => kind === 'dispute').map(paymentIdOf));
  const moved = groupBy(
    books.journal.filter(({ kind }) => kind === 'refund'),
    ({ metadata }) => metadata['refund_id'] ?? 'unknown',
  );
  return witness.refunds.flatMap(({ refundId, transactionId, amount }) => {
    const movements = moved.get(refundId) ?? [];
    const fits = movements.length === 1 && movements[0]?.amount === Math.round(amount * 100);
    return fits || (movements.length === 0 && disputed.has(transactionId))
      ? []
      : [`refund ${refundId} of ${transactionId}, ${amount}: the journal has ${JSON.stringify(movements)}`];
  });
};

export const everyEntryBalances: Check = ({ crooked }) =>
  crooked.map(({ entry_id: id, currency, minor }) => `entry ${id}: ${minor} ${currency} over`);

export const theLedgerBalances: Check = ({ balances }) =>
  [...groupBy(balances, ({ currency }) => currency)].flatMap(([currency, rows]) => {
    const sum = rows.reduce((total, { minor }) => total + BigInt(minor), 0n);
    return sum === 0n ? [] : [`${currency} is ${sum} over`];
  });

const SIGN: Readonly<Record<Movement['kind'], bigint>> = {
  charge: 1n,
  refund: -1n,
  refund_failure: 1n,
  dispute: -1n,
  dispute_reversal: 1n,
};

/** Fees are in the ledger as an account of their own; the journal shows gross amounts. */
export const cashIsWhatTheGatewayHas: Check = ({ balances, journal }) => {
  const currencies = new Set([
    ...balances.map(({ currency }) => currency),
    ...journal.map((m) => m.currency.toUpperCase()),
  ]);
  return [...currencies].flatMap((currency) => {
    const of = (account: string) =>
      BigInt(balances.find((row) => row.currency === currency && row.ledger_account === account)?.minor ?? 0);
    const moved = journal
      .filter((movement) => isSame(movement.currency, currency))
      .reduce((total, { kind, amount }) => total + SIGN[kind] * BigInt(amount), 0n);
    const booked = of('cash_at_gateway') + of('fees');
    return moved === booked
      ? []
      : [`${currency}: cash and fees are ${booked} in the ledger, the journal says ${moved}`];
  });
};

const PERIODICAL: readonly string[] = ['initial', 'renewal'];

export const aPeriodIsBilledOnce: Check = ({ invoices }) => {
  // A change that is in force at once is collected like a renewal; made in the second of the start, its bill begins there, too.
  const billed = invoices.filter(
    ({ cause, bill_key: key, status }) => PERIODICAL.includes(cause) && !key.startsWith('change:') && status !== 'void',
  );
  return [...groupBy(billed, ({ subscription_id: id, period_start: start }) => `${id} from ${start.toISOString()}`)]
    .filter(([, bills]) => bills.length > 1)
    .map(([period, bills]) => `${period}: ${bills.map(({ number }) => number).join(', ')}`);
};

export const invoiceNumbersHaveNoGap: Check = ({ invoices }) => {
  const numbers = invoices.flatMap(({ number }) => (number === null ? [] : [number]));
  return [...groupBy(numbers, (number) => number.slice(0, number.lastIndexOf('-')))].flatMap(([series, all]) => {
    const taken = new Set(all.map((number) => Number(number.slice(number.lastIndexOf('-') + 1))));
    const missing = Array.from({ length: taken.size }, (_, at) => at + 1).filter((number) => !taken.has(number));
    return missing.map((number) => `${series}-${number} is missing`);
  });
};

/** What is in force was renewed: its period ends after the instant to which the clock was moved. */
export const nothingInForceIsLeftBehind = ({ subscriptions }: Books, renewedUntilMs: number): string[] =>
  subscriptions
    .filter(
      ({ status, period_end: end }) =>
        ['active', 'past_due', 'trial'].includes(status) && end.getTime() < renewedUntilMs,
    )
    .map(
      ({ id, status, period_end: end }) => `subscription ${id} is ${status}, its period ended on ${end.toISOString()}`,
    );
