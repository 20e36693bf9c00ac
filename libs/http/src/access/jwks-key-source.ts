import type { JsonWebKeySet, KeySource } from './token-verifier';

const TIMEOUT_MS = 3_000;

/** The public keys of the service that signs access tokens. `TokenVerifier` asks at most every few seconds. */
export class JwksKeySource implements KeySource {
  constructor(private readonly url: string) {}

  async load(): Promise<JsonWebKeySet> {
    const answer = await fetch(this.url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`the key set answered ${answer.status}`);
    return (await answer.json()) as JsonWebKeySet;
  }
}
