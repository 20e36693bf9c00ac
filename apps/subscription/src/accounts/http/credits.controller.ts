import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags, IntersectionType } from '@nestjs/swagger';
import { AccountCreditsView, CreateCreditBody, CreditFilter, CreditView, wireAmount } from '@libs/dto';
import {
  accountScope,
  accountFor,
  CurrentCaller,
  Endpoint,
  pageOf,
  PageQuery,
  readCursor,
  uuidOf,
  type Caller,
  type Page,
} from '@libs/http';
import { KeepCredits, type CreditMovement } from '../use-cases/keep-credits';

class CreditsQuery extends IntersectionType(PageQuery, CreditFilter) {}

@ApiTags('Credits')
@Controller('v1')
export class CreditsController {
  constructor(private readonly credits: KeepCredits) {}

  @Post('credits')
  @Endpoint({
    operation: 'credits.create',
    summary: 'Give an account credit',
    description: 'In the currency of the account. Its next invoices use it up, the oldest credit first.',
    status: 201,
    answer: CreditView,
    errors: ['validation_failed', 'not_found'],
  })
  async grant(@Body() body: CreateCreditBody): Promise<CreditView> {
    const { account_id: accountId, amount, reason } = body;
    return creditView(await this.credits.grant({ accountId, amount, reason }));
  }

  @Get('credits')
  @Endpoint({
    operation: 'credits.read',
    summary: 'Movements of credit, the newest first',
    description: 'Customers see their own; staff see all, or those of `account_id`.',
    answer: { page: CreditView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: CreditsQuery): Promise<Page<CreditView>> {
    const movements = await this.credits.page({
      accountId: accountScope(caller, query.account_id),
      limit: query.limit,
      beforeId: readCursor(query.cursor),
    });
    return pageOf(movements, query.limit, ({ id }) => id, creditView);
  }

  @Get('accounts/:id/credits')
  @Endpoint({
    operation: 'credits.read',
    summary: 'The credit balance of an account and every movement of it',
    description: '`me` stands for one’s own account.',
    answer: AccountCreditsView,
    errors: ['not_found'],
  })
  async ofAccount(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<AccountCreditsView> {
    const accountId = accountFor(caller, id === 'me' ? undefined : uuidOf(id));
    const { balance, movements } = await this.credits.of(accountId);
    return { balance: wireAmount(balance), currency: balance.currency, movements: movements.map(creditView) };
  }
}

function creditView({ id, accountId, amount, reason, invoiceId, createdAt }: CreditMovement): CreditView {
  return {
    id,
    account_id: accountId,
    amount: wireAmount(amount),
    currency: amount.currency,
    reason,
    invoice_id: invoiceId,
    created_at: createdAt.toString(),
  };
}
