import { isMainThread, workerData } from 'node:worker_threads';
import { makeLauncher } from '../../scripts/native/launcher';
import { startPostgres } from '../../scripts/native/postgres-server';

/** Runs in a thread of its own, since starting PostgreSQL waits without letting anything else happen. */
if (!isMainThread) {
  const { folder, postgresPort } = makeLauncher((workerData as { checkout: string }).checkout, 'test');
  void startPostgres(folder, postgresPort);
}
