import type { ApiKeyView, MeView, UserView } from '@libs/dto';
import type { ApiKeyRow } from './persistence/api-key.repository';
import type { User } from './persistence/user.entity';

export function meView(user: User): MeView {
  return {
    user_id: user.id,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    role: user.role,
    account_id: user.accountId,
    created_at: user.createdAt.toISOString(),
  };
}

export function userView(user: User): UserView {
  return { ...meView(user), is_active: user.isActive };
}

export function apiKeyView(row: ApiKeyRow): ApiKeyView {
  const { id, name, role, prefix, created_by, created_at } = row;
  return { id, name, role, prefix, created_by, created_at: created_at.toISOString() };
}
