import { ACTIONS, QUEUES, type QueueDefinition } from '@libs/queue';
import { heading, table, type Page } from './page';

/** The queues under their full names, who reads them, and the actions an envelope may carry. */
export function queuesPage(): Page {
  const rows = Object.entries<QueueDefinition>(QUEUES).map(([fullName, { consumer, description }]) => {
    const settings = `QUEUE_${fullName.replace(/^q:/, '').replaceAll(':', '_').toUpperCase()}_*`;
    return [`\`${fullName}\``, description, consumer, `\`${settings}\``];
  });
  const introduction = [
    'Retry policy, lock and pauses come from the `QUEUE_*` settings of `environment.md`; those in the last column rule one',
    'queue alone. Messages whose attempts are spent stay in the failed set, with their reason, until somebody retries them.',
  ].join('\n');
  return {
    path: 'docs/generated/queues.md',
    text: [
      heading('Queues', '`libs/queue/src/queue-registry.ts`'),
      `${introduction}\n`,
      `${table(['queue', 'carries', 'read by the worker of', 'own settings'], rows)}\n`,
      `An envelope's \`action\` is one of: ${ACTIONS.map((action) => `\`${action}\``).join(', ')}.\n`,
    ].join('\n'),
  };
}
