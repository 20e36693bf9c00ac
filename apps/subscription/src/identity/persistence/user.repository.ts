import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { Database, isUniqueViolation } from '@libs/persistence';
import { User } from './user.entity';

export type NewUser = Pick<User, 'email' | 'passwordHash' | 'firstName' | 'lastName' | 'role' | 'accountId'>;

@Injectable()
export class UserRepository {
  constructor(private readonly database: Database) {}

  /** @throws AppError `email_taken`; the unique index decides, however many register at once */
  async add(user: NewUser): Promise<User> {
    try {
      const repository = this.database.repository(User);
      return await repository.save(repository.create({ ...user, isActive: true }));
    } catch (error) {
      if (isUniqueViolation(error, 'app_user_email')) throw new AppError('email_taken');
      throw error;
    }
  }

  async byEmail(email: string): Promise<User | null> {
    return (
      this.database
        .repository(User)
        .createQueryBuilder('user')
        // Lower case is made here, as the limit on logins makes it: PostgreSQL's, which depends on its locale, would find
        // one user under spellings that are counted apart.
        .where('lower(user.email) = :email', { email: email.toLowerCase() })
        .getOne()
    );
  }

  async byId(id: number): Promise<User | null> {
    return this.database.repository(User).findOne({ where: { id } });
  }

  /** Holds the row until the transaction ends: `save` writes all of it, so whoever changes a user reads it here. */
  async lock(id: number): Promise<User | null> {
    await this.database.query('SELECT FROM app_user WHERE id = $1 FOR UPDATE', [id]);
    return this.byId(id);
  }

  async page(limit: number, beforeId?: number): Promise<User[]> {
    const query = this.database
      .repository(User)
      .createQueryBuilder('user')
      .orderBy('user.id', 'DESC')
      .limit(limit + 1);
    if (beforeId !== undefined) query.where('user.id < :beforeId', { beforeId });
    return query.getMany();
  }

  /** The users of an account, but for staff, held until the transaction ends. */
  async lockOf(accountId: string): Promise<User[]> {
    const held = `SELECT FROM app_user WHERE account_id = $1 AND role = 'customer' ORDER BY id FOR UPDATE`;
    await this.database.query(held, [accountId]);
    return this.database.repository(User).find({ where: { accountId, role: 'customer' } });
  }

  async save(user: User): Promise<User> {
    return this.database.repository(User).save(user);
  }
}
