import { isAnswerLost } from './database-errors';

const WRITES = /\b(COMMIT|INSERT|UPDATE|DELETE)\b/;
const marked = new WeakSet<object>();

/** Whether what failed may have been committed all the same: the answer was lost, not the question. */
export function isOutcomeUnknown(error: unknown): boolean {
  return typeof error === 'object' && error !== null && marked.has(error);
}

/** For what commits by itself: a COMMIT, or a lone statement that writes. Rejects with the same error, marked where it applies. */
export async function orUnknown<T>(statement: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && WRITES.test(statement) && isAnswerLost(error)) marked.add(error);
    throw error;
  }
}
