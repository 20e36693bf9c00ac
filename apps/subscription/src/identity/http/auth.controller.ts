import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LoginBody, RefreshBody, RegisterBody, SessionView } from '@libs/dto';
import { Answer, Endpoint } from '@libs/http';
import { EndSessions } from '../use-cases/end-sessions';
import { LogIn } from '../use-cases/log-in';
import { OpenSession } from '../use-cases/open-session';
import { RefreshSession } from '../use-cases/refresh-session';
import { Register } from '../use-cases/register';

@ApiTags('Auth')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly register: Register,
    private readonly logIn: LogIn,
    private readonly openSession: OpenSession,
    private readonly refreshSession: RefreshSession,
    private readonly endSessions: EndSessions,
  ) {}

  @Post('register')
  @Endpoint({
    operation: 'auth.register',
    summary: 'Register a user, and the account that pays',
    status: 201,
    answer: SessionView,
    errors: ['validation_failed', 'email_taken'],
    strictLimit: true,
    secretAnswer: true,
  })
  async registerUser(@Body() body: RegisterBody) {
    const user = await this.register.run(body);
    return new Answer(await this.openSession.run(user), 'Registered');
  }

  @Post('login')
  @Endpoint({
    operation: 'auth.login',
    summary: 'Log in',
    answer: SessionView,
    errors: ['validation_failed', 'invalid_credentials', 'too_many_failed_logins'],
    strictLimit: true,
    secretAnswer: true,
  })
  async login(@Body() body: LoginBody) {
    return this.openSession.run(await this.logIn.run(body));
  }

  @Post('refresh')
  @Endpoint({
    operation: 'auth.refresh',
    summary: 'Exchange a refresh token for new tokens',
    description: 'Each refresh token is good for one use; using one twice ends its session.',
    answer: SessionView,
    errors: ['validation_failed', 'invalid_refresh_token'],
    strictLimit: true,
    secretAnswer: true,
  })
  async refresh(@Body() body: RefreshBody) {
    return this.refreshSession.run(body.refresh_token);
  }

  @Post('logout')
  @Endpoint({
    operation: 'auth.logout',
    summary: 'End the session of a refresh token',
    status: 204,
    errors: ['validation_failed'],
  })
  async logout(@Body() body: RefreshBody): Promise<void> {
    await this.endSessions.logOut(body.refresh_token);
  }
}
