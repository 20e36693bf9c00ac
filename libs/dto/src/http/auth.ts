import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { IsEmailAddress } from './email';
import { IsCountry, IsCurrency, IsTimeZone } from './places';

const ROLE_NAMES = ['customer', 'support_rep', 'finance_viewer', 'billing_admin', 'super_admin'];

/** Invisible and bidirectional characters make two addresses look alike. */
const VISIBLE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;
const trimmed = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value);

export class EmailBody {
  @ApiProperty({ example: 'user@example.com', maxLength: 254 })
  @Transform(trimmed)
  @IsEmailAddress()
  email!: string;
}

export class RegisterBody extends EmailBody {
  @ApiProperty({ example: 'SecurePassword123!', description: '10 to 72 bytes with upper, lower case and a digit' })
  @IsString()
  @MaxLength(1024)
  password!: string;

  @ApiProperty({ example: 'John', maxLength: 100 })
  @Transform(trimmed)
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  @Matches(VISIBLE)
  first_name!: string;

  @ApiProperty({ example: 'Doe', maxLength: 100 })
  @Transform(trimmed)
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  @Matches(VISIBLE)
  last_name!: string;

  @ApiPropertyOptional({ example: 'USD', description: 'ISO 4217 currency the account is billed in' })
  @IsOptional()
  @IsCurrency()
  currency?: string;

  @ApiPropertyOptional({ example: 'DE', description: 'ISO 3166-1 alpha-2' })
  @IsOptional()
  @IsCountry()
  country?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin', description: 'IANA time zone' })
  @IsOptional()
  @IsTimeZone()
  timezone?: string;
}

export class LoginBody {
  @ApiProperty({ example: 'user@example.com' })
  @Transform(trimmed)
  @IsString()
  @MaxLength(254)
  email!: string;

  @ApiProperty({ example: 'SecurePassword123!' })
  @IsString()
  @MaxLength(1024)
  password!: string;
}

export class RefreshBody {
  @ApiProperty({ description: 'The refresh token of the last answer; it is good for one use' })
  @IsString()
  @MaxLength(200)
  refresh_token!: string;
}

export class ResetPasswordBody {
  @ApiProperty({ description: 'The token of the mail; one hour, one use' })
  @IsString()
  @MaxLength(200)
  token!: string;

  @ApiProperty({ example: 'AnotherPassword456!' })
  @IsString()
  @MaxLength(1024)
  new_password!: string;
}

export class SessionView {
  @ApiProperty() access_token!: string;
  @ApiProperty() refresh_token!: string;
  @ApiProperty({ enum: ['bearer'] }) token_type!: string;
  @ApiProperty({ example: 3600, description: 'Seconds' }) expires_in!: number;
  @ApiProperty({ type: 'integer', example: 1 }) user_id!: number;
  @ApiProperty({ example: 'user@example.com' }) email!: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) account_id!: string | null;
}

export class MeView {
  @ApiProperty({ type: 'integer' }) user_id!: number;
  @ApiProperty() email!: string;
  @ApiProperty() first_name!: string;
  @ApiProperty() last_name!: string;
  @ApiProperty({ enum: ROLE_NAMES }) role!: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) account_id!: string | null;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}

export class UserView extends MeView {
  @ApiProperty() is_active!: boolean;
}

export class UpdateUserBody {
  @ApiPropertyOptional({ enum: ROLE_NAMES })
  @IsOptional()
  @IsIn(ROLE_NAMES)
  role?: string;

  @ApiPropertyOptional({ description: 'false locks the user out and ends all sessions' })
  @IsOptional()
  @IsBoolean()
  is_active?: boolean;
}

export class CreateApiKeyBody {
  @ApiProperty({ example: 'production back end', maxLength: 100 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  @Matches(VISIBLE)
  name!: string;

  @ApiProperty({ enum: ROLE_NAMES.slice(1), description: 'What the key may do' })
  @IsIn(ROLE_NAMES.slice(1))
  role!: string;
}

export class ApiKeyView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: ROLE_NAMES }) role!: string;
  @ApiProperty({ example: 'sk_aB3x', description: 'Its first characters, to tell keys apart' }) prefix!: string;
  @ApiProperty({ example: 'user:1' }) created_by!: string;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}

export class NewApiKeyView extends ApiKeyView {
  @ApiProperty({ description: 'The key itself: shown this once, stored nowhere' }) key!: string;
}

export class ApiKeyLookupBody {
  @ApiProperty({ description: 'SHA-256 of the key, hex' })
  @IsString()
  @Matches(/^[0-9a-f]{64}$/)
  key_hash!: string;
}

export class ApiKeyCallerView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ROLE_NAMES }) role!: string;
}

/** Development mailbox: only where mail is not sent. */
export class MailAttachmentView {
  @ApiProperty({ example: 'INV-2026-000001.pdf' }) file_name!: string;
  @ApiProperty({ example: 'application/pdf' }) content_type!: string;
  @ApiProperty({ example: 18_000 }) size_bytes!: number;
  @ApiProperty({ description: 'Where to get it' }) url!: string;
}

export class MailView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() to!: string;
  @ApiProperty() subject!: string;
  @ApiProperty() text!: string;
  @ApiProperty({ format: 'date-time' }) sent_at!: string;
  @ApiProperty({ type: [MailAttachmentView] }) attachments!: MailAttachmentView[];
}
