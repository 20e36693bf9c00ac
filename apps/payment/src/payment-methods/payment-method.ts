import type { CardFacts, MethodReference, SaveMethodOutcome, SaveMethodRequest } from '../gateways/gateway';

/** A card that the gateway keeps for an account; ours are only the references and the facts people know it by. */
export interface PaymentMethod extends MethodReference {
  readonly id: string;
  readonly accountId: string;
  readonly card: CardFacts;
  readonly isDefault: boolean;
  readonly createdAt: Date;
}

/** Written down before the gateway is asked to save it; the key for the gateway is made of the id. */
export interface MethodDraft {
  readonly id: string;
  readonly accountId: string;
  /** What the gateway calls the account, when it knows it already. */
  readonly customerReference: string | null;
  /** Undefined: the first one becomes the default, and one that comes after a decline of the default. */
  readonly makeDefault: boolean | undefined;
}

/** A card that is not saved yet. */
export type CardSource = SaveMethodRequest['source'];

/** What the gateway says of a card that it keeps. */
export type SavedMethod = Extract<SaveMethodOutcome, { status: 'saved' }>;

/** One change of what an account is charged by, as it is told to the subscription service. */
export interface MethodChange {
  readonly accountId: string;
  readonly version: number;
  readonly eventId: string;
  readonly defaultMethodId: string | null;
  readonly isNew: boolean;
  readonly at: Date;
}

export function methodKeyOf(methodId: string): string {
  return `method-${methodId}`;
}
