import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import type { PaymentMethod } from '../payment-method';
import { METHOD_COLUMNS, toMethod, type MethodRow } from './method-row';

const FIND = `
  SELECT ${METHOD_COLUMNS} FROM payment_method
  WHERE id = $1 AND status = 'active' AND ($2::uuid IS NULL OR account_id = $2)`;
const PAGE = `
  SELECT ${METHOD_COLUMNS} FROM payment_method
  WHERE status = 'active' AND ($1::uuid IS NULL OR account_id = $1) AND ($2::uuid IS NULL OR id < $2)
  ORDER BY id DESC LIMIT $3`;

/** Reads the methods that can be charged. */
@Injectable()
export class PaymentMethodRepository {
  constructor(private readonly database: Database) {}

  /** `accountId` narrows to one account's methods; without it any is found. */
  async find(id: string, accountId?: string): Promise<PaymentMethod | undefined> {
    const [row] = await this.database.named<MethodRow>('payment_method_find', FIND, [id, accountId ?? null]);
    return row && toMethod(row);
  }

  /** Newest first, one more than `limit` when there is more. */
  async page(accountId: string | undefined, limit: number, beforeId?: string): Promise<PaymentMethod[]> {
    const params = [accountId ?? null, beforeId ?? null, limit + 1];
    return (await this.database.query<MethodRow>(PAGE, params)).map(toMethod);
  }
}
