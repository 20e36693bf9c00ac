import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import type { User } from '../persistence/user.entity';
import { UserRepository } from '../persistence/user.repository';

@Injectable()
export class ReadUsers {
  constructor(private readonly users: UserRepository) {}

  /** One more than `limit`, so that the caller knows whether there is another page. */
  async page(limit: number, beforeId?: number): Promise<User[]> {
    return this.users.page(limit, beforeId);
  }

  /** @throws AppError `not_found`, for an API key too: it is nobody */
  async one(userId: number | undefined): Promise<User> {
    const user = userId === undefined ? null : await this.users.byId(userId);
    if (!user) throw new AppError('not_found');
    return user;
  }
}
