import { findEnvironmentsDirectory, readEnvFile } from './env-file';
import type { Setting } from './setting';
import { CONCERNS } from './settings';

const INTRODUCTION = `# Configuration

Generated from the tables in \`libs/config/src/settings/\`: change those, then run \`node dist/scripts/generate-docs.js\`.

Every process reads \`base.env\`, then \`<BILLING_ENV>.env\`, then its own variables; the later one wins. \`\${NAME}\` in a
file is filled from the process's own variables. All mistakes are listed at once and the process does not start.
\`BILLING_ENV\` is development, test, staging or production. \`BILLING_SERVICE\` (subscription, payment, simulator or
dashboard; unset: all) lets a process start without the secrets that only the others need.

Each policy of the queues can be set for one queue alone: \`QUEUE_SUB_PAYMENT_INITIATION_MAX_RETRIES\` rules
\`q:sub:payment_initiation\`. Staging and production refuse every secret of \`development.env\` and \`test.env\`;
production also refuses the simulator, the in-process gateway, raw cards, the mailbox and the test clock. Each file names
itself in its \`ENVIRONMENT=\` line, so that a copied development file is noticed.
`;

/** The Markdown reference of every variable, from the same table the check uses and the defaults in base.env. */
export function describeConfiguration(directory = findEnvironmentsDirectory()): string {
  const base = readEnvFile(directory, 'base.env')?.entries ?? new Map<string, string>();
  const sections = Object.entries(CONCERNS).map(([title, table]) => {
    const rows = (Object.entries(table) as [string, Setting<unknown>][]).map(([name, setting]) =>
      row(name, setting, base.get(name)),
    );
    return [
      `## ${title}`,
      '',
      '| variable | accepts | in base.env | what it is |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return `${INTRODUCTION}\n${sections.join('\n\n')}\n`;
}

function row(name: string, setting: Setting<unknown>, preset: string | undefined): string {
  const traits = [
    setting.secret ? 'Secret.' : '',
    setting.optional ? 'May be empty.' : '',
    setting.services ? `Needed by ${setting.services.join(', ')}.` : '',
  ].filter(Boolean);
  const shown = preset === undefined || preset === '' ? '–' : `\`${preset}\``;
  return `| \`${name}\` | ${setting.accepts} | ${shown} | ${[setting.sentence, ...traits].join(' ')} |`;
}
