import { randomUUID } from 'node:crypto';

export const FAULT_KINDS = [
  'delay',
  'hang',
  'reset',
  'swallow_answer',
  'tell_nobody',
  'error_500',
  'error_429',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  id: string;
  /** `payment_intents.create`, or `*` for every call of the API. */
  operation: string;
  /** The fingerprint of the only card it strikes; null for all. */
  card: string | null;
  fault: FaultKind;
  /** How many calls it still strikes. */
  count: number;
  delay_ms: number;
}

const COUNT_MAX = 1_000_000;
const DELAY_MS_DEFAULT = 1000;
const DELAY_MS_MAX = 600_000;

/** Trouble that tests order. It is not kept over a restart. */
export class Faults {
  private faults: Fault[] = [];

  list(): readonly Fault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  /** Returns the fault it made, or a sentence that says what is wrong with the order. */
  order(wish: unknown, operations: readonly string[], fingerprint: (number: string) => string): Fault | string {
    if (typeof wish !== 'object' || wish === null) return 'Send a JSON object.';
    const { operation, card, fault, count = 1, delay_ms: delayMs = DELAY_MS_DEFAULT } = wish as Record<string, unknown>;
    if (typeof operation !== 'string' || (operation !== '*' && !operations.includes(operation))) {
      return `operation must be * or one of ${operations.join(', ')}.`;
    }
    if (!FAULT_KINDS.includes(fault as FaultKind)) return `fault must be one of ${FAULT_KINDS.join(', ')}.`;
    if (!isIntegerUpTo(count, COUNT_MAX)) return `count must be an integer from 1 to ${COUNT_MAX}.`;
    if (!isIntegerUpTo(delayMs, DELAY_MS_MAX)) return `delay_ms must be an integer from 1 to ${DELAY_MS_MAX}.`;
    if (card !== undefined && card !== null && !/^[\d -]{12,23}$/.test(String(card)))
      return 'card must be a card number.';
    const made: Fault = {
      id: randomUUID(),
      operation,
      card: card === undefined || card === null ? null : fingerprint(String(card).replace(/[ -]/g, '')),
      fault: fault as FaultKind,
      count,
      delay_ms: delayMs,
    };
    this.faults.push(made);
    return made;
  }

  /** The oldest fault that fits the call, used up by one. `cardOf` is asked only when a fault is aimed at a card. */
  take(operation: string, cardOf: () => string | undefined): Fault | undefined {
    const fits = (fault: Fault) =>
      (fault.operation === '*' || fault.operation === operation) && (fault.card === null || fault.card === cardOf());
    const found = this.faults.find(fits);
    if (!found) return undefined;
    const rest = { ...found, count: found.count - 1 };
    this.faults = this.faults.flatMap((fault) => (fault !== found ? [fault] : rest.count > 0 ? [rest] : []));
    return found;
  }
}

function isIntegerUpTo(value: unknown, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max;
}
