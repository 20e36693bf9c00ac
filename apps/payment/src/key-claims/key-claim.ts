/** An Idempotency-Key as one caller sent it with one request. */
export interface KeyClaim {
  readonly caller: string;
  readonly key: string;
  readonly fingerprint: Buffer;
}

/** The bytes a key answers with from now on. */
export interface WireAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** What a request learns whose key is known. `fresh`: it was never used. */
export type Repetition = { kind: 'replay'; answer: WireAnswer } | { kind: 'fresh' };
