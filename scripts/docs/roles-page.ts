import { OPERATIONS, ROLES, type Access } from '@libs/http';
import { heading, table, type Page } from './page';

const UNGUARDED = { public: 'anyone', signed: 'the other service, by signature' } as const;

/** The role table as a matrix: one row per operation, one column per role. */
export function rolesPage(): Page {
  const rows = Object.entries<Access>(OPERATIONS).map(([operation, access]) => {
    const cells = ROLES.map((role) => (typeof access === 'string' || access.includes(role) ? 'yes' : ''));
    if (typeof access !== 'string') return [`\`${operation}\``, ...cells, ''];
    return [`\`${operation}\``, ...cells.map(() => (access === 'public' ? 'yes' : '')), UNGUARDED[access]];
  });
  const introduction = [
    'Who may do what. A customer acts on own objects only; another’s answer 404. The last column names operations that ask',
    'for no role.',
  ].join('\n');
  return {
    path: 'docs/generated/roles.md',
    text: [
      heading('Roles', '`libs/http/src/access/roles.ts`'),
      `${introduction}\n`,
      `${table(['operation', ...ROLES, 'without a role'], rows)}\n`,
    ].join('\n'),
  };
}
