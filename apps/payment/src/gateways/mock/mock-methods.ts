import { randomUUID } from 'node:crypto';
import type { CardFacts, MethodReference, SaveMethodOutcome, SaveMethodRequest } from '../gateway';
import type { MockVerdict } from './mock-cards';

export interface MockCard {
  facts: CardFacts;
  verdict: MockVerdict;
}

interface KeptMethod extends MockCard {
  customerReference: string;
}

/** These can be kept, whatever a charge of them comes to later. */
const SAVABLE = ['succeeds', 'processes', 'lost', 'declines_later'] as const;
type SavableVerdict = (typeof SAVABLE)[number];

/** Cards that are kept for later, and the one customer of each account. */
export class MockMethods {
  private readonly methods = new Map<string, KeptMethod>();
  private readonly customers = new Map<string, string>();
  private readonly keys = new Map<string, SaveMethodOutcome>();
  /** Methods and customers. */
  private readonly forgotten = new Set<string>();

  save(request: SaveMethodRequest, { facts, verdict }: MockCard): SaveMethodOutcome {
    const repeated = this.keys.get(request.idempotencyKey);
    if (repeated) return repeated;
    const outcome = this.decide(request, { facts, verdict });
    this.keys.set(request.idempotencyKey, outcome);
    return outcome;
  }

  forget({ methodReference }: MethodReference): void {
    this.methods.delete(methodReference);
    this.forgotten.add(methodReference);
  }

  forgetCustomer(customerReference: string): void {
    this.forgotten.add(customerReference);
  }

  find({ customerReference, methodReference }: MethodReference): MockCard | undefined {
    if (this.forgotten.has(customerReference)) return undefined;
    const kept = this.methods.get(methodReference);
    if (kept) return kept.customerReference === customerReference ? kept : undefined;
    return this.forgotten.has(methodReference) ? undefined : cardOfReference(methodReference);
  }

  private decide(request: SaveMethodRequest, card: MockCard): SaveMethodOutcome {
    const { facts, verdict } = card;
    if (!isSavable(verdict)) return { status: 'declined', code: verdict, card: facts };
    const customerReference = this.livingCustomer(request.customerReference) ?? this.customerOf(request.accountId);
    const methodReference = referenceOf(facts, verdict);
    this.methods.set(methodReference, { ...card, customerReference });
    return { status: 'saved', customerReference, methodReference, card: facts };
  }

  private livingCustomer(reference: string | undefined): string | undefined {
    return reference !== undefined && this.forgotten.has(reference) ? undefined : reference;
  }

  private customerOf(accountId: string): string {
    const last = this.customers.get(accountId);
    const anew = last === undefined ? `mock_cus_${accountId}` : `mock_cus_${accountId}_${randomUUID()}`;
    const reference = this.livingCustomer(last) ?? anew;
    this.customers.set(accountId, reference);
    return reference;
  }
}

/** Says what card it is: the worker charges what another process saved, and there is no store that both could ask. */
function referenceOf({ brand, last4, expMonth, expYear }: CardFacts, verdict: SavableVerdict): string {
  return ['mock_pm', verdict.replaceAll('_', '-'), brand, last4, expMonth, expYear, randomUUID()].join('_');
}

function cardOfReference(reference: string): MockCard | undefined {
  const match = /^mock_pm_([a-z-]+)_([a-z]+)_(\d{4})_(\d{1,2})_(\d{4})_[0-9a-f-]{36}$/.exec(reference);
  if (!match) return undefined;
  const [, word = '', brand = '', last4 = '', expMonth, expYear] = match;
  const verdict = SAVABLE.find((savable) => savable.replaceAll('_', '-') === word);
  return verdict && { verdict, facts: { brand, last4, expMonth: Number(expMonth), expYear: Number(expYear) } };
}

function isSavable(verdict: MockVerdict): verdict is SavableVerdict {
  return SAVABLE.some((savable) => savable === verdict);
}
