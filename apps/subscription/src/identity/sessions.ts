/** How long a refresh token is good. */
export class RefreshTokenLifetime {
  constructor(readonly days: number) {}
}

/** Tells every process which sessions ended while their access tokens were still good. */
export abstract class SessionNews {
  abstract revoke(sessionIds: readonly string[]): Promise<void>;
}
