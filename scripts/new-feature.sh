#!/usr/bin/env bash
# Makes the rooms of a new feature: ./scripts/new-feature.sh <app> <feature>, e.g. subscription gift-cards
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage='Usage: ./scripts/new-feature.sh <subscription|payment> <feature-in-kebab-case>'
app="${1:-}"
feature="${2:-}"
if [[ ! "$app" =~ ^(subscription|payment)$ || ! "$feature" =~ ^[a-z][a-z0-9]*(-[a-z0-9]+)*$ ]]; then
  echo "$usage" >&2
  exit 2
fi

folder="apps/$app/src/$feature"
if [[ -e "$folder" ]]; then
  echo "$folder is there already; choose another name." >&2
  exit 1
fi

# gift-cards → GiftCards, "gift cards"
pascal="$(awk -F- '{ for (i = 1; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2) }' <<<"$feature")"
words="${feature//-/ }"
title="$(awk '{ print toupper(substr($0, 1, 1)) substr($0, 2) }' <<<"$words")"
mkdir -p "$folder"/{http,use-cases,persistence}

cat >"$folder/README.md" <<TEXT
# $title

**Owns:** the facts about $words, in the tables of \`persistence/\`.

**Does not own:** what other features decide; ask them through their \`*.api.ts\`.

**Always true:** write here, as numbered sentences, what no request, retry or crash may break, and test each one.

| room | holds |
| --- | --- |
| \`$feature.module.ts\` | wiring only |
| \`$feature.api.ts\` | the front door for sibling features |
| \`http/\` | controllers: read the request, call a use case, show the answer |
| \`use-cases/\` | one verb a file: load facts, decide in the kernel, commit rows and messages in one transaction |
| \`persistence/\` | the only room that knows tables and SQL |

Before the first endpoint read \`docs/adding-an-endpoint.md\`.
TEXT

cat >"$folder/use-cases/count-$feature.ts" <<TEXT
import { Injectable } from '@nestjs/common';
import { ${pascal}Repository } from '../persistence/$feature.repository';

/** How many $words an account has. The first use case of this feature: it shows the way from door to table. */
@Injectable()
export class Count${pascal} {
  constructor(private readonly repository: ${pascal}Repository) {}

  execute(accountId: string): Promise<number> {
    return this.repository.countOf(accountId);
  }
}
TEXT

table="${feature//-/_}"
cat >"$folder/persistence/$feature.repository.ts" <<TEXT
import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';

/** The only reader and writer of the table $table. Queries lead with account_id, as its keys do. */
@Injectable()
export class ${pascal}Repository {
  constructor(private readonly database: Database) {}

  async countOf(accountId: string): Promise<number> {
    const text = 'SELECT count(*) AS count FROM $table WHERE account_id = \$1';
    const rows = await this.database.query<{ count: string }>(text, [accountId]);
    return Number(rows[0]?.count ?? 0);
  }
}
TEXT

cat >"$folder/http/$feature.controller.ts" <<TEXT
import { Controller } from '@nestjs/common';
import { Count${pascal} } from '../use-cases/count-$feature';

/** The HTTP door of $words; it reads, calls and shows, and decides nothing. */
@Controller('v1/$feature')
export class ${pascal}Controller {
  constructor(private readonly count: Count${pascal}) {}

  // Becomes a route with @Get and @Endpoint, once its operation is a row of the role table.
  countOf(accountId: string): Promise<number> {
    return this.count.execute(accountId);
  }
}
TEXT

cat >"$folder/$feature.api.ts" <<TEXT
// What sibling features may use of $words. Keep it small: each name here is a promise.
export { Count${pascal} } from './use-cases/count-$feature';
TEXT

cat >"$folder/$feature.module.ts" <<TEXT
import { Module } from '@nestjs/common';
import { ${pascal}Controller } from './http/$feature.controller';
import { ${pascal}Repository } from './persistence/$feature.repository';
import { Count${pascal} } from './use-cases/count-$feature';

@Module({
  controllers: [${pascal}Controller],
  providers: [${pascal}Repository, Count${pascal}],
  exports: [Count${pascal}],
})
export class ${pascal}Module {}
TEXT

echo "Made $folder. Next: import ${pascal}Module in the service's module, add the migration of $table,"
echo 'and follow docs/adding-an-endpoint.md.'
