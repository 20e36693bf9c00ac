import { migrate } from '@libs/persistence';
import { runTask } from '@libs/platform';
import { APPEND_ONLY_TABLES, CHANGEABLE_COLUMNS, MIGRATIONS } from './migrations';

void runTask('subscription-migrate', ({ subscriptionDatabase }) =>
  migrate({
    ownerUrl: subscriptionDatabase.ownerUrl,
    applicationRole: decodeURIComponent(new URL(subscriptionDatabase.url).username),
    migrations: MIGRATIONS,
    appendOnlyTables: APPEND_ONLY_TABLES,
    changeableColumns: CHANGEABLE_COLUMNS,
  }),
);
