/** How long the tokens of a session are good. */
export class SessionLifetimes {
  constructor(
    readonly accessTokenSeconds: number,
    readonly refreshTokenDays: number,
  ) {}
}

/** Tells every process which sessions ended while their access tokens were still good. */
export abstract class SessionNews {
  abstract revoke(sessionIds: readonly string[]): Promise<void>;
}
