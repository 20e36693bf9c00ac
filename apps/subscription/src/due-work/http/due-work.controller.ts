import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InvoiceView, ParkedWorkView, PlanRolloutView } from '@libs/dto';
import { Answer, Endpoint, pageOf, PageQuery, readCursor, UuidParam, type Page } from '@libs/http';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { DueSubscriptionsApi, type PlanRollout } from '../../subscriptions/due-subscriptions.api';
import type { ParkedWork } from '../parked-work';
import { GenerateBills } from '../use-cases/generate-bills';
import { RetryParked } from '../use-cases/retry-parked';

@ApiTags('Billing run')
@Controller('v1')
export class DueWorkController {
  constructor(
    private readonly bills: GenerateBills,
    private readonly parked: RetryParked,
    private readonly invoicing: InvoicingApi,
    private readonly due: DueSubscriptionsApi,
  ) {}

  @Post('invoices/generate/:account_id')
  @Endpoint({
    operation: 'invoices.generate',
    summary: 'Bill what is due of an account and not billed yet',
    description:
      'What the scheduler does by itself, now and for one account; and what was billed and voided, which is never billed again by itself: the same lines, with the taxes, coupons and account credit of today. A price whose time was changed, paused or ended since then is left out: bill that with an invoice of your own. To let somebody off, credit the invoice instead of voiding it. Calling it again makes nothing.',
    answer: [InvoiceView],
    errors: ['not_found'],
  })
  async generate(@Param('account_id', UuidParam) accountId: string): Promise<Answer<InvoiceView[]>> {
    return this.invoices(await this.bills.run(accountId));
  }

  @Get('due-work/parked')
  @Endpoint({
    operation: 'due_work.list',
    summary: 'Accounts whose due work failed and was put aside, the newest first',
    description: 'While an account is here, time does nothing to its subscriptions; all others go on.',
    answer: { page: ParkedWorkView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: PageQuery): Promise<Page<ParkedWorkView>> {
    const rows = await this.parked.page(query.limit, readCursor(query.cursor));
    return pageOf(rows, query.limit, ({ id }) => id, parkedView);
  }

  @Get('due-work/rollouts')
  @Endpoint({
    operation: 'due_work.list',
    summary: 'How far new versions of plans have come to present subscribers, the newest first',
    description: 'Whoever is billed before the rollout comes to them is billed by the new version all the same.',
    answer: { page: PlanRolloutView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async rollouts(@Query() query: PageQuery): Promise<Page<PlanRolloutView>> {
    const rows = await this.due.rolloutPage(query.limit, readCursor(query.cursor));
    return pageOf(rows, query.limit, ({ id }) => id, rolloutView);
  }

  @Post('due-work/parked/:id/retry')
  @Endpoint({
    operation: 'due_work.retry',
    summary: 'Do the work of a parked account again, with all that fell due since',
    description: 'When it fails again the account stays parked.',
    answer: [InvoiceView],
    errors: ['not_found', 'still_parked'],
  })
  async retry(@Param('id', UuidParam) id: string): Promise<Answer<InvoiceView[]>> {
    return this.invoices(await this.parked.run(id));
  }

  private async invoices(ids: readonly string[]): Promise<Answer<InvoiceView[]>> {
    const views: InvoiceView[] = [];
    for (const id of ids) {
      const record = await this.invoicing.byId(id);
      if (record) views.push(this.invoicing.view(record));
    }
    return new Answer(views, views.length === 0 ? 'Nothing was due.' : `Invoices made: ${views.length}.`);
  }
}

function parkedView({ id, accountId, subscriptionId, step, reason, parkedAt }: ParkedWork): ParkedWorkView {
  return {
    id,
    account_id: accountId,
    subscription_id: subscriptionId,
    step,
    reason,
    parked_at: String(parkedAt),
  };
}

function rolloutView(rollout: PlanRollout): PlanRolloutView {
  return {
    id: rollout.id,
    plan_id: rollout.planId,
    version: rollout.planVersion,
    effective_at: String(rollout.effectiveAt),
    announced_at: String(rollout.announcedAt),
    subscribers_told: rollout.subscribersTold,
    finished_at: rollout.finishedAt && String(rollout.finishedAt),
  };
}
