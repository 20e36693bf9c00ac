import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UseStanding } from '@libs/billing/metering';
import { UsageView, UseFeatureBody } from '@libs/dto';
import { accountFor, CurrentCaller, Endpoint, type Caller } from '@libs/http';
import { EntitlementsApi } from '../../entitlements/entitlements.api';
import { RecordUsage } from '../use-cases/record-usage';

const SAME_AS_ME: Parameters<typeof Endpoint>[0] = {
  operation: 'usage.read',
  summary: 'The same as GET /v1/usage/me',
  answer: [UsageView],
  errors: ['not_found'],
};

@ApiTags('Usage')
@Controller('v1/usage')
export class UsageController {
  constructor(
    private readonly record: RecordUsage,
    private readonly entitlements: EntitlementsApi,
  ) {}

  @Post('use')
  @Endpoint({
    operation: 'usage.use',
    summary: 'Use a feature: counted at once, or refused and not counted',
    description:
      'A hard limit is exact, however many uses come at once. The same `idempotency_key` counts once, for good.',
    answer: UsageView,
    errors: [
      'validation_failed',
      'limit_exceeded',
      'feature_not_in_plan',
      'no_active_subscription',
      'account_blocked',
      'not_found',
    ],
  })
  async use(@CurrentCaller() caller: Caller, @Body() body: UseFeatureBody): Promise<UsageView> {
    const { feature_name: feature, delta, idempotency_key: idempotencyKey } = body;
    return usageView(await this.record.run({ accountId: accountFor(caller), feature, delta, idempotencyKey }));
  }

  @Get('me')
  @Endpoint({
    operation: 'usage.read',
    summary: 'Use and limit of each feature of the present plan',
    description: 'Empty without a live subscription.',
    answer: [UsageView],
    errors: ['not_found'],
  })
  async mine(@CurrentCaller() caller: Caller): Promise<UsageView[]> {
    return (await this.entitlements.current(accountFor(caller))).map(usageView);
  }

  @Get('limits')
  @Endpoint(SAME_AS_ME)
  async limits(@CurrentCaller() caller: Caller): Promise<UsageView[]> {
    return this.mine(caller);
  }

  @Get()
  @Endpoint(SAME_AS_ME)
  async list(@CurrentCaller() caller: Caller): Promise<UsageView[]> {
    return this.mine(caller);
  }
}

function usageView({ feature, currentUsage, limit, remaining, resetAt }: UseStanding): UsageView {
  return {
    feature_name: feature,
    current_usage: Number(currentUsage),
    limit,
    remaining: remaining === null ? null : Number(remaining),
    reset_at: resetAt.toString(),
  };
}
