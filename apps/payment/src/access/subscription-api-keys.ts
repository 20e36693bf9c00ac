import { createHash } from 'node:crypto';
import type { ApiKeyCallerView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { ROLES, type ApiKeySource, type Caller, type Role } from '@libs/http';
import { postSigned } from '@libs/webhooks';

const TIMEOUT_MS = 3_000;

/** API keys belong to the subscription service: it is asked by the key's hash, never by the key. */
export class SubscriptionApiKeys implements ApiKeySource {
  constructor(
    private readonly subscriptionUrl: string,
    private readonly secrets: readonly string[],
  ) {}

  /** @throws AppError `dependency_unavailable` when nobody can tell now */
  async find(apiKey: string): Promise<Caller | undefined> {
    const body = JSON.stringify({ key_hash: createHash('sha256').update(apiKey).digest('hex') });
    const { status, body: answer } = await this.ask(body);
    if (status === 404) return undefined;
    const caller = status === 200 ? readCaller(answer) : undefined;
    if (!caller) throw new AppError('dependency_unavailable', { dependency: 'subscription-service' });
    return caller;
  }

  private async ask(body: string): Promise<{ status: number; body: string }> {
    const url = `${this.subscriptionUrl}/v1/internal/api-keys`;
    try {
      return await postSigned(url, body, { secrets: this.secrets, timeoutMs: TIMEOUT_MS });
    } catch {
      throw new AppError('dependency_unavailable', { dependency: 'subscription-service' });
    }
  }
}

function readCaller(text: string): Caller | undefined {
  try {
    const { data } = JSON.parse(text) as { data: ApiKeyCallerView };
    if (typeof data.id !== 'string' || !ROLES.includes(data.role as Role)) return undefined;
    return { id: `key:${data.id}`, role: data.role as Role };
  } catch {
    return undefined;
  }
}
