export type { Cell, CopyTarget } from './copy-rows';
export { Database } from './database';
export { isInvalidInput, isRetryable, isServerAway, isUnavailable, isUniqueViolation } from './database-errors';
export { newId } from './ids';
export { migrate, type MigrateOptions } from './migrate';
export { PlatformTables1760000000000 } from './migrations/platform-tables';
export { Outbox, toEnvelope, type OutboxMessage } from './outbox';
export { plainArray } from './plain-array';
export type { Sql } from './sql';
