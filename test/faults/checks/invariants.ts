import type { FaultEnvironment } from '../fault-environment';
import type { Supervisor } from '../supervisor';
import type { Witness } from '../witness';
import { type Books, readBooks } from './books';
import * as durability from './durability';
import * as money from './money';

export interface Aftermath {
  environment: FaultEnvironment;
  witness: Witness;
  supervisor: Supervisor;
  seed: string;
  staffToken: string;
  /** Undefined when something never became healthy again. */
  healthySeconds: number | undefined;
  /** To which billing time was moved, in milliseconds since 1970. */
  renewedUntilMs: number;
}

export interface Violation {
  invariant: string;
  promises: string;
  evidence: string[];
}

type Rule = [invariant: string, promises: string, look: () => string[] | Promise<string[]>];

/** Everything that must be true a minute after the last fault, each with the promises it stands for. */
export async function findViolations(
  aftermath: Aftermath,
): Promise<{ violations: Violation[]; rules: number; books: Books }> {
  const books = await readBooks(aftermath.environment);
  const rules = [...moneyRules(books, aftermath), ...(await otherRules(books, aftermath))];
  const violations: Violation[] = [];
  for (const [invariant, promises, look] of rules) {
    const evidence = await look();
    if (evidence.length > 0) violations.push({ invariant, promises, evidence });
  }
  return { violations, rules: rules.length, books };
}

function moneyRules(books: Books, { witness, renewedUntilMs }: Aftermath): Rule[] {
  const rule = (name: string, promises: string, check: (all: Books, told: Witness) => string[]): Rule => [
    name,
    promises,
    () => check(books, witness),
  ];
  return [
    rule('every acknowledged payment is kept, with its amount', '1', durability.acknowledgedPaymentsAreThere),
    rule(
      'every captured payment is in the gateway’s journal exactly once',
      '3, 27',
      money.everyCaptureIsInTheJournalOnce,
    ),
    rule(
      'every charge in the journal is a captured payment of ours, or flagged',
      '6, 27',
      money.everyChargeIsAPaymentOfOurs,
    ),
    rule('an invoice is charged at most once', '4', money.oneChargeForEachInvoice),
    rule('a key charges at most once', '3', money.oneChargeForEachKey),
    rule('no payment stays undecided', '2, 6', money.nothingStaysUndecided),
    rule('a captured payment pays its invoice', '13, 26', money.everyCapturePaysItsBill),
    rule('an invoice is paid by what was captured, to the cent', '26', money.onlyCapturesPayBills),
    rule('what is paid for is active', '13, 26', money.paidSubscriptionsAreActive),
    rule('a period is billed once', '4, 25', money.aPeriodIsBilledOnce),
    rule('invoice numbers have no gap', '4', money.invoiceNumbersHaveNoGap),
    rule('what is in force was renewed', '11, 25', () => money.nothingInForceIsLeftBehind(books, renewedUntilMs)),
    rule('refunds and disputes stay below their payment', '22', money.refundsAndDisputesStayBelowTheirPayments),
    rule('a promised refund went back once', '1, 22', money.promisedRefundsWentBack),
    rule('each ledger entry sums to zero', '20', money.everyEntryBalances),
    rule('the ledger sums to zero in each currency', '20', money.theLedgerBalances),
    rule('cash at the gateway is what the gateway has', '27', money.cashIsWhatTheGatewayHas),
  ];
}

async function otherRules(books: Books, aftermath: Aftermath): Promise<Rule[]> {
  const { environment, witness, seed, staffToken, healthySeconds } = aftermath;
  const queues = await durability.queuesOf(environment, staffToken);
  return [
    [
      'every acknowledged account and subscription is kept',
      '1',
      () => durability.acknowledgedWritesAreThere(books, witness),
    ],
    ['each acknowledged use is counted once', '1, 23', () => durability.usesAreCountedOnce(books, witness)],
    ['no hard limit is passed', '23', () => durability.noLimitIsPassed(books, witness)],
    ['the same key gets the same answer', '3, 5', () => durability.sameKeySameAnswer(witness, seed)],
    [
      'a credit note gives back what it said',
      '1, 22',
      () => durability.promisedCreditNotesAreSettled(environment, witness, staffToken),
    ],
    ['no message waits to be published', '13', () => durability.noMessageWaits(books)],
    ['no message is given up', '14, 16', () => durability.noMessageFailed(queues)],
    ['the queues are empty', '11, 12', () => durability.queuesAreEmpty(queues)],
    ['every process is ready', '2, 11', () => (healthySeconds === undefined ? ['one was not within a minute'] : [])],
    ['no process ends by itself', '9', () => unexpectedEnds(aftermath)],
    ['no client gets an answer that the contract does not know', '9, 56', () => witness.outrages],
  ];
}

/** Without a byte for its log of writes, PostgreSQL ends; then it must come back with all that it acknowledged. */
function unexpectedEnds({ environment, supervisor }: Aftermath): string[] {
  return supervisor.endedByThemselves.filter((target) => target !== 'postgres' || environment.disk === undefined);
}
