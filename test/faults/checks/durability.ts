import { Random } from '../random';
import type { FaultEnvironment } from '../fault-environment';
import type { AcknowledgedPost, Witness } from '../witness';
import { type Books, CAPTURED } from './books';

const REPLAYS_MAX = 600;
const AT_ONCE = 8;

export function acknowledgedWritesAreThere(books: Books, { customers }: Witness): string[] {
  const subscriptions = new Set(books.subscriptions.map(({ id }) => id));
  return customers.flatMap(({ email, accountId, subscriptionIds }) => [
    ...(books.accounts.has(accountId) ? [] : [`account ${accountId} of ${email}`]),
    ...subscriptionIds.filter((id) => !subscriptions.has(id)).map((id) => `subscription ${id}`),
  ]);
}

export function acknowledgedPaymentsAreThere(books: Books, { customers }: Witness): string[] {
  const payments = new Map(books.payments.map((payment) => [payment.id, payment]));
  return customers.flatMap(({ payments: acknowledged }) =>
    acknowledged.flatMap(({ transactionId, amount }) => {
      const payment = payments.get(transactionId);
      const isThere =
        payment && CAPTURED.includes(payment.status) && Number(payment.amount_minor) === Math.round(amount * 100);
      return isThere ? [] : [`${transactionId}, ${amount}: ${JSON.stringify(payment)}`];
    }),
  );
}

/** Not one lost, not one twice: each use was answered in the end, so that there is no doubt about any. */
export function usesAreCountedOnce(books: Books, { customers }: Witness): string[] {
  return customers.flatMap(({ accountId, uses }) => {
    const counted = books.uses.get(accountId) ?? 0;
    return counted === uses.counted ? [] : [`account ${accountId}: ${uses.counted} acknowledged, ${counted} counted`];
  });
}

export function noLimitIsPassed({ overLimit }: Books, { customers }: Witness): string[] {
  const excused = new Set(customers.flatMap(({ accountId, hasSmallerPlan }) => (hasSmallerPlan ? [accountId] : [])));
  return overLimit.filter(({ account_id: id }) => !excused.has(id)).map((row) => JSON.stringify(row));
}

/** Sends acknowledged POSTs again, with their keys: the same bytes must come back. */
export async function sameKeySameAnswer(witness: Witness, seed: string): Promise<string[]> {
  const random = new Random(seed).fork('replays');
  const share = REPLAYS_MAX / Math.max(1, witness.posts.length);
  const sample = witness.posts.filter(({ what }) => what === 'pay' || random.chance(share));
  const evidence: string[] = [];
  const lane = async () => {
    for (let post = sample.pop(); post; post = sample.pop()) {
      const found = await differenceOf(post);
      if (found) evidence.push(found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return evidence;
}

async function differenceOf({
  what,
  url,
  token,
  body,
  key,
  status,
  text,
}: AcknowledgedPost): Promise<string | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const again = await response.text();
  if (response.status === status && again === text) return undefined;
  // Not known then, and known now: the one answer that may become another, of the same payment.
  if (status === 202 && transactionOf(text) !== undefined && transactionOf(text) === transactionOf(again))
    return undefined;
  const from = Math.max(0, [...text].findIndex((letter, at) => letter !== again[at]) - 60);
  const around = (whole: string) => whole.slice(from, from + 200);
  return `${what}, key ${key}: first ${status} …${around(text)}, then ${response.status} …${around(again)}`;
}

function transactionOf(text: string): string | undefined {
  return /"transaction_id":"([^"]+)"/.exec(text)?.[1];
}

export function noMessageWaits({ unpublished }: Books): string[] {
  return unpublished
    .filter(({ count }) => count > 0)
    .map(({ database, count }) => `${database}: ${count} not published`);
}

interface Queue {
  name: string;
  pending: number;
  processing: number;
  delayed: number;
  failed: number;
}

export async function queuesOf({ urls }: FaultEnvironment, staffToken: string): Promise<Queue[]> {
  const response = await fetch(`${urls.subscription}/v1/queues`, {
    headers: { authorization: `Bearer ${staffToken}` },
  });
  return ((await response.json()) as { data: Queue[] }).data;
}

export const noMessageFailed = (queues: readonly Queue[]): string[] =>
  queues.filter(({ failed }) => failed > 0).map((queue) => JSON.stringify(queue));

/** Nothing waits, runs or comes back later. */
export const queuesAreEmpty = (queues: readonly Queue[]): string[] =>
  queues
    .filter(({ pending, processing, delayed }) => pending + processing + delayed > 0)
    .map((queue) => JSON.stringify(queue));

/** What a credit note was to give back went back, or became account credit when it could not. */
export async function promisedCreditNotesAreSettled(
  { urls }: FaultEnvironment,
  { creditNotes }: Witness,
  staffToken: string,
): Promise<string[]> {
  const evidence: string[] = [];
  for (const { id, invoiceId } of creditNotes) {
    const url = `${urls.subscription}/v1/invoices/${invoiceId}/credit-notes`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${staffToken}` } });
    type Note = { id: string; refunded: number; refund_paid: number; refund_failed: number };
    const note = ((await response.json()) as { data: Note[] }).data.find((one) => one.id === id);
    const settled = note && Math.round((note.refund_paid + note.refund_failed - note.refunded) * 100) === 0;
    if (!settled) evidence.push(`credit note ${id}: ${JSON.stringify(note)}`);
  }
  return evidence;
}

const LEFT = `
  SELECT 'payment ' || id AS what FROM payment WHERE status IN ('pending', 'processing')
  UNION ALL SELECT 'message ' || id FROM outbox_message`;
const LEFT_TO_TELL = `SELECT 'message ' || id AS what FROM outbox_message`;

/** A published message stays in its outbox until it was handled. */
export async function whatIsLeftToDo(environment: FaultEnvironment): Promise<string[]> {
  const found = [
    ...(await environment.rows<{ what: string }>('billing_payment', LEFT)),
    ...(await environment.rows<{ what: string }>('billing_subscription', LEFT_TO_TELL)),
  ];
  return found.map(({ what }) => what);
}
