import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { RedisSessionRevocations } from '@libs/platform';
import { AccountsModule } from '../accounts/accounts.module';
import { AuditModule } from '../audit/audit.module';
import { MailModule } from '../mail/mail.module';
import { SessionTokens } from './session-tokens';
import { AuthController } from './http/auth.controller';
import { KeysController } from './http/keys.controller';
import { MeController } from './http/me.controller';
import { PasswordController } from './http/password.controller';
import { StaffController } from './http/staff.controller';
import { LoginLimit } from './login-limit';
import { Passwords } from './passwords';
import { PasswordResetMail } from './mails/password-reset.mail';
import { ApiKeyRepository } from './persistence/api-key.repository';
import { PasswordResetRepository } from './persistence/password-reset.repository';
import { SessionRepository } from './persistence/session.repository';
import { UserRepository } from './persistence/user.repository';
import { RefreshTokenLifetime, SessionNews } from './sessions';
import { SigningKeys } from './signing-keys';
import { EndSessions } from './use-cases/end-sessions';
import { ForgotPassword } from './use-cases/forgot-password';
import { KeepApiKeys } from './use-cases/keep-api-keys';
import { LockOutDeleted } from './use-cases/lock-out-deleted';
import { LogIn } from './use-cases/log-in';
import { OfferPasswordReset } from './use-cases/offer-password-reset';
import { OpenSession } from './use-cases/open-session';
import { ReadUsers } from './use-cases/read-users';
import { RefreshSession } from './use-cases/refresh-session';
import { Register } from './use-cases/register';
import { ResetPassword } from './use-cases/reset-password';
import { SetPassword } from './use-cases/set-password';
import { UpdateUser } from './use-cases/update-user';

@Module({
  imports: [AccountsModule, AuditModule, MailModule],
  controllers: [AuthController, MeController, PasswordController, StaffController, KeysController],
  providers: [
    {
      provide: SigningKeys,
      useFactory: ({ auth }: Config) => new SigningKeys(auth.keysDirectory, auth.signingKeyId),
      inject: [CONFIG],
    },
    {
      provide: RefreshTokenLifetime,
      useFactory: ({ auth }: Config) => new RefreshTokenLifetime(auth.refreshTokenDays),
      inject: [CONFIG],
    },
    { provide: SessionNews, useExisting: RedisSessionRevocations },
    ApiKeyRepository,
    PasswordResetRepository,
    SessionRepository,
    UserRepository,
    Passwords,
    LoginLimit,
    SessionTokens,
    EndSessions,
    KeepApiKeys,
    LockOutDeleted,
    LogIn,
    OfferPasswordReset,
    OpenSession,
    ReadUsers,
    RefreshSession,
    Register,
    ForgotPassword,
    PasswordResetMail,
    ResetPassword,
    SetPassword,
    UpdateUser,
  ],
  exports: [UserRepository, Passwords],
})
export class IdentityModule {}
