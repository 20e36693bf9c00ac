import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { heading, type Page } from './page';

type Transitions = Readonly<Record<string, Readonly<Record<string, string>>>>;

const COMPILED_KERNEL = join(__dirname, '..', '..', 'libs', 'billing', 'src');
const load = createRequire(__filename);

/**
 * A Mermaid diagram for each transition table of the kernel. The tables are found by the name of their file
 * (`*.states.ts`) and the end of their own (`_TRANSITIONS`), so that a new one cannot be forgotten here.
 */
export function stateDiagramsPage(): Page | undefined {
  const diagrams = stateFiles().flatMap((file) => tablesOf(file).map(([name, table]) => diagram(file, name, table)));
  if (diagrams.length === 0) return undefined;
  const introduction = 'An arrow bears the trigger that moves along it; a state without one leaving it is final.\n';
  return {
    path: 'docs/generated/state-diagrams.md',
    text: [heading('States', 'the tables `libs/billing/src/**/*.states.ts`'), introduction, ...diagrams].join('\n'),
  };
}

function stateFiles(): string[] {
  if (!existsSync(COMPILED_KERNEL)) return [];
  return readdirSync(COMPILED_KERNEL, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.states.js'))
    .toSorted();
}

function tablesOf(file: string): [string, Transitions][] {
  const exported = load(join(COMPILED_KERNEL, file)) as Record<string, Transitions>;
  return Object.entries(exported).filter(([name]) => name.endsWith('_TRANSITIONS'));
}

function diagram(file: string, name: string, transitions: Transitions): string {
  const title = name
    .replace(/_TRANSITIONS$/, '')
    .toLowerCase()
    .replaceAll('_', ' ');
  const arrows = Object.entries(transitions).flatMap(([from, row]) => {
    const moves = Object.entries(row).map(([trigger, to]) => `  ${from} --> ${to}: ${trigger}`);
    return moves.length > 0 ? moves : [`  ${from} --> [*]`];
  });
  const source = file.replaceAll('\\', '/').replace(basename(file), basename(file, '.js'));
  const entered = new Set(Object.values(transitions).flatMap((row) => Object.values(row)));
  const initial = Object.keys(transitions).filter((state) => !entered.has(state));
  return [
    `## ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
    '',
    `\`libs/billing/src/${source}.ts\``,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...initial.map((state) => `  [*] --> ${state}`),
    ...arrows,
    '```',
    '',
  ].join('\n');
}
