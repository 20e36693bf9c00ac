import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiKeyView, CreateApiKeyBody, NewApiKeyView, UpdateUserBody, UserView } from '@libs/dto';
import {
  Answer,
  CurrentCaller,
  Endpoint,
  IntegerParam,
  PageQuery,
  pageOf,
  readCursor,
  readIntegerCursor,
  UuidParam,
  type Caller,
} from '@libs/http';
import { KeepApiKeys } from '../use-cases/keep-api-keys';
import { ReadUsers } from '../use-cases/read-users';
import { UpdateUser } from '../use-cases/update-user';
import { apiKeyView, userView } from '../views';

@ApiTags('Users and API keys')
@Controller('v1')
export class StaffController {
  constructor(
    private readonly users: ReadUsers,
    private readonly updateUser: UpdateUser,
    private readonly keepApiKeys: KeepApiKeys,
  ) {}

  @Get('users')
  @Endpoint({
    operation: 'users.list',
    summary: 'All users',
    answer: { page: UserView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async listUsers(@Query() query: PageQuery) {
    const rows = await this.users.page(query.limit, readIntegerCursor(query.cursor));
    return pageOf(rows, query.limit, (user) => user.id, userView);
  }

  @Patch('users/:id')
  @Endpoint({
    operation: 'users.update',
    summary: 'Change the role of a user, or lock one out',
    description: 'Ends all sessions of the user.',
    answer: UserView,
    errors: ['validation_failed', 'not_found', 'account_deleted'],
  })
  async update(@Param('id', IntegerParam) id: number, @Body() body: UpdateUserBody) {
    return userView(await this.updateUser.run(id, body));
  }

  @Get('api-keys')
  @Endpoint({
    operation: 'api_keys.list',
    summary: 'Live API keys',
    answer: { page: ApiKeyView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async listKeys(@Query() query: PageQuery) {
    const rows = await this.keepApiKeys.page(query.limit, readCursor(query.cursor));
    return pageOf(rows, query.limit, (row) => row.id, apiKeyView);
  }

  @Post('api-keys')
  @Endpoint({
    operation: 'api_keys.create',
    summary: 'Make an API key',
    description: 'The key is in this answer and nowhere else.',
    status: 201,
    answer: NewApiKeyView,
    errors: ['validation_failed'],
    secretAnswer: true,
  })
  async createKey(@Body() body: CreateApiKeyBody, @CurrentCaller() caller: Caller) {
    return new Answer(await this.keepApiKeys.create(body, caller.id), 'Store the key now; it is not shown again');
  }

  @Delete('api-keys/:id')
  @Endpoint({
    operation: 'api_keys.delete',
    summary: 'Revoke an API key',
    description: 'It stops working everywhere within ten seconds.',
    status: 204,
    errors: ['not_found'],
  })
  async revokeKey(@Param('id', UuidParam) id: string): Promise<void> {
    await this.keepApiKeys.revoke(id);
  }
}
