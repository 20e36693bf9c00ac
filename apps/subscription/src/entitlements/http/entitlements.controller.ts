import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CheckEntitlementQuery, EntitlementView } from '@libs/dto';
import { accountFor, accountNamed, CurrentCaller, Endpoint, type Caller } from '@libs/http';
import { ReadEntitlements, type EntitlementStanding } from '../use-cases/read-entitlements';

@ApiTags('Entitlements')
@Controller('v1/entitlements')
export class EntitlementsController {
  constructor(private readonly read: ReadEntitlements) {}

  @Get('me')
  @Endpoint({
    operation: 'entitlements.read',
    summary: 'What the account may use now, and how much of it is left',
    answer: [EntitlementView],
    errors: ['not_found'],
  })
  async mine(@CurrentCaller() caller: Caller): Promise<EntitlementView[]> {
    return (await this.read.run(accountFor(caller))).map(entitlementView);
  }

  @Get('check')
  @Endpoint({
    operation: 'entitlements.read',
    summary: 'Whether one feature may be used now',
    description: 'A feature that is not granted, or not known at all, answers `granted: false`, `source: "none"`.',
    answer: EntitlementView,
    errors: ['validation_failed', 'not_found'],
  })
  async check(@CurrentCaller() caller: Caller, @Query() query: CheckEntitlementQuery): Promise<EntitlementView> {
    const standings = await this.read.run(accountNamed(caller, query.account_id));
    const found = standings.find(({ feature }) => feature === query.feature);
    return found ? entitlementView(found) : nothingGranted(query.feature);
  }
}

function entitlementView({ feature, limit, currentUsage, remaining, source }: EntitlementStanding): EntitlementView {
  const left = remaining === null ? null : Number(remaining);
  return { feature, granted: true, limit, used: Number(currentUsage), remaining: left, source };
}

function nothingGranted(feature: string): EntitlementView {
  return { feature, granted: false, limit: null, used: 0, remaining: 0, source: 'none' };
}
