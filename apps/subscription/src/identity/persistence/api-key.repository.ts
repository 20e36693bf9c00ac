import { Injectable } from '@nestjs/common';
import type { Caller, Role } from '@libs/http';
import { Database } from '@libs/persistence';

export interface ApiKeyRow {
  id: string;
  name: string;
  role: Role;
  prefix: string;
  created_by: string;
  created_at: Date;
}

const COLUMNS = 'id, name, role, prefix, created_by, created_at';

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  async add(key: {
    id: string;
    name: string;
    role: Role;
    keyHash: Buffer;
    prefix: string;
    createdBy: string;
  }): Promise<ApiKeyRow> {
    const [row] = await this.database.query<ApiKeyRow>(
      `INSERT INTO api_key (id, name, role, key_hash, prefix, created_by) VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
      [key.id, key.name, key.role, key.keyHash, key.prefix, key.createdBy],
    );
    return row as ApiKeyRow;
  }

  async callerOf(keyHash: Buffer): Promise<Caller | undefined> {
    const [row] = await this.database.named<{ id: string; role: Role }>(
      'api_key_find',
      `SELECT id, role FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL`,
      [keyHash],
    );
    return row && { id: `key:${row.id}`, role: row.role };
  }

  async live(limit: number, beforeId?: string): Promise<ApiKeyRow[]> {
    return this.database.query<ApiKeyRow>(
      `SELECT ${COLUMNS} FROM api_key WHERE revoked_at IS NULL AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $1`,
      [limit + 1, beforeId ?? null],
    );
  }

  async revoke(id: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE api_key SET revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL RETURNING id`,
      [id],
    );
    return rows.length > 0;
  }
}
