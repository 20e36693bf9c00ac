import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { Instant } from '@libs/calendar';
import { UsageEventFilter, UsageEventView } from '@libs/dto';
import { Endpoint, pageOf, type AppReply, type Page } from '@libs/http';
import { ReadUsageEvents } from '../use-cases/read-usage-events';
import { csvOf } from './usage-csv';
import { usageEventView } from './usage-event.view';
import { positionOf, readPosition, UsageEventsQuery, UsageExportQuery } from './usage-events.query';

@ApiTags('Usage')
@Controller('v1/usage')
export class UsageEventsController {
  constructor(private readonly read: ReadUsageEvents) {}

  @Get('events')
  @Endpoint({
    operation: 'usage.events',
    summary: 'List the usage events of an account or a subscription',
    description: 'The newest first, by the time they happened. Name an account_id or a subscription_id.',
    answer: { page: UsageEventView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: UsageEventsQuery): Promise<Page<UsageEventView>> {
    const events = await this.read.newest(filterOf(query), query.limit, readPosition(query.cursor));
    return pageOf(events, query.limit, positionOf, usageEventView);
  }

  @Get('export')
  @Endpoint({
    operation: 'usage.export',
    summary: 'Export usage events as CSV',
    description: 'All that fit the filters, by account and key.',
    file: 'text/csv',
    errors: ['validation_failed'],
  })
  async export(@Query() query: UsageExportQuery, @Res() reply: AppReply): Promise<void> {
    const rows = Readable.from(csvOf(this.read.pages(filterOf(query))), { encoding: 'utf8' });
    await reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', 'attachment; filename="usage-events.csv"')
      .send(rows);
  }
}

function filterOf({ account_id, subscription_id, metric, from, to }: UsageEventFilter) {
  const at = (text: string | undefined) => (text === undefined ? undefined : Instant.of(text));
  return { accountId: account_id, subscriptionId: subscription_id, metric, from: at(from), to: at(to) };
}
