import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Instant } from '@libs/calendar';
import { SubscriptionEventView, SubscriptionView } from '@libs/dto';
import {
  accountFor,
  accountScope,
  CurrentCaller,
  Endpoint,
  Page,
  PageQuery,
  pageOf,
  readCursor,
  UuidParam,
  type Caller,
} from '@libs/http';
import { ReadSubscriptions } from '../use-cases/read-subscriptions';
import { ShowSubscriptions } from '../use-cases/show-subscriptions';
import { SubscriptionListQuery } from './subscription-list.query';

/** What only reads subscriptions. */
@ApiTags('Subscriptions')
@Controller('v1/subscriptions')
export class SubscriptionReadsController {
  constructor(
    private readonly read: ReadSubscriptions,
    private readonly show: ShowSubscriptions,
  ) {}

  @Get()
  @Endpoint({
    operation: 'subscriptions.list',
    summary: 'Subscriptions, the newest first',
    description: 'Customers see their own; staff see all, or those of `account_id`.',
    answer: { page: SubscriptionView },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: SubscriptionListQuery): Promise<Page<SubscriptionView>> {
    return this.page(query, accountScope(caller, query.account_id));
  }

  @Get('me')
  @Endpoint({
    operation: 'subscriptions.read',
    summary: 'Own subscriptions, ended ones included, the newest first',
    answer: { page: SubscriptionView },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async mine(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<Page<SubscriptionView>> {
    return this.page(query, accountFor(caller));
  }

  @Get('active')
  @Endpoint({
    operation: 'subscriptions.read',
    summary: 'The own subscription that is in force; 404 if none is',
    answer: SubscriptionView,
    errors: ['not_found'],
  })
  async active(@CurrentCaller() caller: Caller): Promise<SubscriptionView> {
    return this.show.one(await this.read.active(accountFor(caller)));
  }

  @Get(':id')
  @Endpoint({
    operation: 'subscriptions.read',
    summary: 'One subscription',
    answer: SubscriptionView,
    errors: ['not_found'],
  })
  async one(@CurrentCaller() caller: Caller, @Param('id', UuidParam) id: string): Promise<SubscriptionView> {
    return this.show.one(await this.read.one(id, accountScope(caller)));
  }

  @Get(':id/events')
  @Endpoint({
    operation: 'subscriptions.read',
    summary: 'Its history: every transition with cause, actor and time, the newest first',
    answer: { page: SubscriptionEventView },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async events(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<SubscriptionEventView>> {
    const page = { limit: query.limit, beforeId: readCursor(query.cursor) };
    const rows = await this.read.events(id, accountScope(caller), page);
    return pageOf(
      rows,
      query.limit,
      (row) => row.id,
      (row) => ({
        id: row.id,
        subscription_id: row.subscription_id,
        type: row.type,
        from: row.from_status,
        to: row.to_status,
        cause: row.cause,
        actor: row.actor,
        occurred_at: Instant.fromDate(row.occurred_at).toString(),
      }),
    );
  }

  private async page(query: SubscriptionListQuery, accountId: string | undefined): Promise<Page<SubscriptionView>> {
    const { limit, status, cursor } = query;
    const records = await this.read.page({ accountId, status, limit, beforeId: readCursor(cursor) });
    const page = pageOf(
      records,
      limit,
      ({ subscription }) => subscription.id,
      (record) => record,
    );
    return new Page(await this.show.run(page.items), page.nextCursor);
  }
}
