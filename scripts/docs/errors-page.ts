import { ERRORS, STATUS_BY_KIND, statusOf, type ErrorCode } from '@libs/errors';
import { heading, table, type Page } from './page';

/** Every error code with its status and sentence, grouped by status as a client meets them. */
export function errorsPage(): Page {
  const kinds = Object.entries(STATUS_BY_KIND).map(([kind, status]) => {
    const rows = (Object.keys(ERRORS) as ErrorCode[])
      .filter((code) => ERRORS[code].kind === kind)
      .toSorted()
      .map((code) => [`\`${code}\``, ERRORS[code].sentence]);
    return rows.length === 0 ? undefined : `## ${status} ${kind}\n\n${table(['details.code', 'error'], rows)}\n`;
  });
  const count = new Set(Object.keys(ERRORS).map((code) => statusOf(code as ErrorCode))).size;
  const introduction = [
    `The ${Object.keys(ERRORS).length} codes a client can meet, under ${count} statuses. A code is stable; its sentence may improve.`,
    'Words in braces are filled from the facts of the case.',
  ].join('\n');
  return {
    path: 'docs/generated/errors.md',
    text: [heading('Errors', '`libs/errors/src/error-table.ts`'), `${introduction}\n`, ...kinds.filter(Boolean)].join(
      '\n',
    ),
  };
}
