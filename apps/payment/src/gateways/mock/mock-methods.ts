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

  save(request: SaveMethodRequest, { facts, verdict }: MockCard): SaveMethodOutcome {
    const repeated = this.keys.get(request.idempotencyKey);
    if (repeated) return repeated;
    const outcome = this.decide(request, { facts, verdict });
    this.keys.set(request.idempotencyKey, outcome);
    return outcome;
  }

  forget({ methodReference }: MethodReference): void {
    this.methods.delete(methodReference);
  }

  find({ customerReference, methodReference }: MethodReference): MockCard | undefined {
    const kept = this.methods.get(methodReference);
    return kept?.customerReference === customerReference ? kept : undefined;
  }

  private decide(request: SaveMethodRequest, card: MockCard): SaveMethodOutcome {
    const { facts, verdict } = card;
    if (!isSavable(verdict)) return { status: 'declined', code: verdict, card: facts };
    const customerReference = request.customerReference ?? this.customerOf(request.accountId);
    const methodReference = `mock_pm_${randomUUID()}`;
    this.methods.set(methodReference, { ...card, customerReference });
    return { status: 'saved', customerReference, methodReference, card: facts };
  }

  private customerOf(accountId: string): string {
    const reference = this.customers.get(accountId) ?? `mock_cus_${accountId}`;
    this.customers.set(accountId, reference);
    return reference;
  }
}

function isSavable(verdict: MockVerdict): verdict is SavableVerdict {
  return SAVABLE.some((savable) => savable === verdict);
}
