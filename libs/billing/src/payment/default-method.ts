export interface AddedMethod {
  methodId: string;
  /** What the customer asked for; undefined when nothing was said. */
  makeDefault: boolean | undefined;
  /** The account's default until now. */
  present: { methodId: string; wasDeclined: boolean } | undefined;
}

/**
 * Which method is charged after one was added: the first becomes the default, and so does one that follows a decline of
 * the present default, since a card added then is meant to be used. Otherwise as asked.
 */
export function defaultAfterAdding({ methodId, makeDefault, present }: AddedMethod): string {
  if (!present) return methodId;
  const takesOver = makeDefault ?? present.wasDeclined;
  return takesOver ? methodId : present.methodId;
}

/** Which method is charged after one was removed: the newest of those left when it was the default; null when none is left. */
export function defaultAfterRemoving(
  removedId: string,
  present: string | undefined,
  leftNewestFirst: readonly string[],
): string | null {
  if (present !== undefined && present !== removedId) return present;
  return leftNewestFirst.find((id) => id !== removedId) ?? null;
}
