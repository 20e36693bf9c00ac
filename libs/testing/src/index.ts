export { testDatabase, type TestDatabase } from './test-database';
export { Wire } from './wire';
