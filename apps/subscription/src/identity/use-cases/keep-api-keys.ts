import { Injectable } from '@nestjs/common';
import type { CreateApiKeyBody, NewApiKeyView } from '@libs/dto';
import { AppError } from '@libs/errors';
import type { Caller, Role } from '@libs/http';
import { Database, newId } from '@libs/persistence';
import { AuditApi } from '../../audit/audit.api';
import { ApiKeyRepository, type ApiKeyRow } from '../persistence/api-key.repository';
import { hashOfSecret, newSecret } from '../secrets';
import { apiKeyView } from '../views';

const PREFIX_LENGTH = 7;

/** Keys for servers: shown once, stored as a hash. */
@Injectable()
export class KeepApiKeys {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeyRepository,
    private readonly audit: AuditApi,
  ) {}

  async create(body: CreateApiKeyBody, createdBy: string): Promise<NewApiKeyView> {
    const key = `sk_${newSecret()}`;
    return this.database.transaction(async () => {
      const row = await this.keys.add({
        id: newId(),
        name: body.name,
        role: body.role as Role,
        keyHash: hashOfSecret(key),
        prefix: key.slice(0, PREFIX_LENGTH),
        createdBy,
      });
      await this.audit.record({
        action: 'api_key.created',
        subject: { type: 'api_key', id: row.id },
        after: { role: row.role },
      });
      return { ...apiKeyView(row), key };
    });
  }

  /** Live keys, newest first; one more than `limit`, so that the caller knows whether there is another page. */
  async page(limit: number, beforeId?: string): Promise<ApiKeyRow[]> {
    return this.keys.live(limit, beforeId);
  }

  /** Who a key belongs to, by its hash. @throws AppError `not_found` */
  async callerOf(keyHash: Buffer): Promise<Caller> {
    const caller = await this.keys.callerOf(keyHash);
    if (!caller) throw new AppError('not_found');
    return caller;
  }

  /** @throws AppError `not_found` */
  async revoke(id: string): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.keys.revoke(id))) throw new AppError('not_found');
      await this.audit.record({ action: 'api_key.revoked', subject: { type: 'api_key', id } });
    });
  }
}
