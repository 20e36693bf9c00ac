import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MeView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { CurrentCaller, Endpoint, type Caller } from '@libs/http';
import { UserRepository } from '../persistence/user.repository';
import { meView } from '../views';

@ApiTags('Auth')
@Controller('v1/auth')
export class MeController {
  constructor(private readonly users: UserRepository) {}

  @Get('me')
  @Endpoint({ operation: 'auth.me', summary: 'The user who is logged in', answer: MeView, errors: ['not_found'] })
  async me(@CurrentCaller() caller: Caller) {
    const user = caller.userId === undefined ? null : await this.users.byId(caller.userId);
    if (!user) throw new AppError('not_found');
    return meView(user);
  }
}
