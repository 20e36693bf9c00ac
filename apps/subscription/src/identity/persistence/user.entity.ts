import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { Role } from '@libs/http';

/** Who logs in. A customer's user belongs to the account that pays; staff have none. */
@Entity('app_user')
export class User {
  @PrimaryColumn('integer', { generated: 'identity' }) id!: number;
  @Column('text') email!: string;
  @Column('text', { name: 'password_hash' }) passwordHash!: string;
  @Column('text', { name: 'first_name' }) firstName!: string;
  @Column('text', { name: 'last_name' }) lastName!: string;
  @Column('text') role!: Role;
  @Column('uuid', { name: 'account_id', nullable: true }) accountId!: string | null;
  @Column('boolean', { name: 'is_active' }) isActive!: boolean;
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at' }) updatedAt!: Date;
}
