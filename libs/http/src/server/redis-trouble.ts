const TEXTS =
  /^Command timed out$|^Connection is closed\.$|Stream isn't writeable|max retries per request limit|^LOADING |^Command aborted/;

/** What the Redis driver says when its server is away, frozen, starting or was lost in the middle: worth another try. */
export function isRedisTrouble(error: unknown): boolean {
  return error instanceof Error && TEXTS.test(error.message);
}
