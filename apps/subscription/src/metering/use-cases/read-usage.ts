import { Injectable } from '@nestjs/common';
import type { UseStanding } from '@libs/billing/metering';
import { EntitlementsApi } from '../../entitlements/entitlements.api';

/** Use and limit of each feature an account may use now. */
@Injectable()
export class ReadUsage {
  constructor(private readonly entitlements: EntitlementsApi) {}

  async run(accountId: string): Promise<UseStanding[]> {
    return this.entitlements.current(accountId);
  }
}
