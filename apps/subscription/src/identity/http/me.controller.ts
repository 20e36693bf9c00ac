import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MeView } from '@libs/dto';
import { CurrentCaller, Endpoint, type Caller } from '@libs/http';
import { ReadUsers } from '../use-cases/read-users';
import { meView } from '../views';

@ApiTags('Auth')
@Controller('v1/auth')
export class MeController {
  constructor(private readonly users: ReadUsers) {}

  @Get('me')
  @Endpoint({ operation: 'auth.me', summary: 'The user who is logged in', answer: MeView, errors: ['not_found'] })
  async me(@CurrentCaller() caller: Caller) {
    return meView(await this.users.one(caller.userId));
  }
}
