import { migrate } from '@libs/persistence';
import { runTask } from '@libs/platform';
import { APPEND_ONLY_TABLES, KEPT_TABLES, MIGRATIONS } from './migrations';

void runTask('payment-migrate', ({ paymentDatabase }) =>
  migrate({
    ownerUrl: paymentDatabase.ownerUrl,
    applicationRole: decodeURIComponent(new URL(paymentDatabase.url).username),
    migrations: MIGRATIONS,
    appendOnlyTables: APPEND_ONLY_TABLES,
    keptTables: KEPT_TABLES,
  }),
);
