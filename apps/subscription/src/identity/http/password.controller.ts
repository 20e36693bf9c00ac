import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EmailBody, ResetPasswordBody } from '@libs/dto';
import { Answer, Endpoint } from '@libs/http';
import { ForgotPassword } from '../use-cases/forgot-password';
import { ResetPassword } from '../use-cases/reset-password';

@ApiTags('Auth')
@Controller('v1/auth/password')
export class PasswordController {
  constructor(
    private readonly forgotPassword: ForgotPassword,
    private readonly resetPassword: ResetPassword,
  ) {}

  @Post('forgot')
  @Endpoint({
    operation: 'auth.forgot_password',
    summary: 'Ask for a mail with a reset token',
    description: 'Answers the same whether the e-mail is known or not.',
    status: 202,
    errors: ['validation_failed'],
    strictLimit: true,
  })
  async forgot(@Body() body: EmailBody) {
    await this.forgotPassword.run(body.email);
    return new Answer(null, 'If the e-mail is registered, a mail with a reset token is on its way');
  }

  @Post('reset')
  @Endpoint({
    operation: 'auth.reset_password',
    summary: 'Set a new password with the token of the mail',
    description: 'Ends all sessions of the user.',
    errors: ['validation_failed', 'invalid_reset_token'],
    strictLimit: true,
  })
  async reset(@Body() body: ResetPasswordBody) {
    await this.resetPassword.run(body.token, body.new_password);
    return new Answer(null, 'The password was changed; log in again');
  }
}
