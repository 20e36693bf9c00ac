export { testDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database';
export { Wire } from './wire';
