import { User } from './identity/persistence/user.entity';

/** Every class TypeORM maps to a table of this service. */
export const ENTITIES = [User];
