import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { AccountView, CreateAccountBody, UpdateAccountBody } from '@libs/dto';
import {
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
import { ACCOUNT_STATUSES, type AccountStatus } from '../account';
import { CreateAccount } from '../use-cases/create-account';
import { DeleteAccount } from '../use-cases/delete-account';
import { ReadAccounts } from '../use-cases/read-accounts';
import { UpdateAccount } from '../use-cases/update-account';
import { toAccountChange, toNewAccount } from './account.bodies';
import { accountView } from './account.view';

class AccountsQuery extends PageQuery {
  @ApiPropertyOptional({ example: 'billing@acme.example', description: 'Upper and lower case are the same' })
  @IsOptional()
  @IsString()
  @MaxLength(254)
  email?: string;

  @ApiPropertyOptional({ example: 'crm-4711' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  external_key?: string;

  @ApiPropertyOptional({ enum: ACCOUNT_STATUSES })
  @IsOptional()
  @IsIn(ACCOUNT_STATUSES)
  status?: AccountStatus;
}

@Controller('v1/accounts')
@ApiTags('Accounts')
export class AccountsController {
  constructor(
    private readonly createAccount: CreateAccount,
    private readonly readAccounts: ReadAccounts,
    private readonly updateAccount: UpdateAccount,
    private readonly deleteAccount: DeleteAccount,
  ) {}

  @Post()
  @Endpoint({
    operation: 'accounts.create',
    summary: 'Create an account',
    description: 'The customer that is billed. E-mail and name suffice. A customer’s own is made by registering.',
    status: 201,
    answer: AccountView,
    errors: ['validation_failed', 'external_key_taken'],
  })
  async create(@Body() body: CreateAccountBody): Promise<AccountView> {
    const account = await this.createAccount.run(toNewAccount(body));
    return accountView(await this.readAccounts.withBalance(account));
  }

  @Get()
  @Endpoint({
    operation: 'accounts.list',
    summary: 'List accounts',
    answer: { page: AccountView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: AccountsQuery): Promise<Page<AccountView>> {
    const filter = { email: query.email, externalKey: query.external_key, status: query.status };
    const cursor = readCursor(query.cursor);
    const rows = await this.readAccounts.page(filter, query.limit, cursor);
    return pageOf(rows, query.limit, (row) => row.account.id, accountView);
  }

  @Get(':id')
  @Endpoint({
    operation: 'accounts.read',
    summary: 'Read an account',
    description: '`me` stands for one’s own.',
    answer: AccountView,
    errors: ['not_found'],
  })
  async read(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<AccountView> {
    return accountView(await this.readAccounts.byId(uuidOf(accountFor(caller, id))));
  }

  @Patch(':id')
  @Endpoint({
    operation: 'accounts.update',
    summary: 'Change an account',
    description: '`null` clears what may be empty. The currency never changes.',
    answer: AccountView,
    errors: ['validation_failed', 'not_found', 'currency_immutable', 'external_key_taken'],
  })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateAccountBody,
    @CurrentCaller() caller: Caller,
  ): Promise<AccountView> {
    const accountId = uuidOf(accountFor(caller, id));
    const account = await this.updateAccount.run(accountId, toAccountChange(body, caller.role));
    return accountView(await this.readAccounts.withBalance(account));
  }

  @Delete(':id')
  @Endpoint({
    operation: 'accounts.delete',
    summary: 'Delete an account',
    description:
      'Nobody can log in to it any more. After 30 days who it was is erased for good; financial records are kept. Refused ' +
      'while a subscription is live, an invoice is open, or usage that was reported late waits for its bill (a day at most).',
    status: 204,
    errors: ['not_found', 'account_in_use'],
  })
  async delete(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.deleteAccount.run(uuidOf(accountFor(caller, id)));
  }
}
