import { cpus, loadavg } from 'node:os';
import { type Line, type Sample, ratioOf, verdictOf } from './measurement';

export interface Report {
  machine: string;
  method: string;
  lines: Line[];
}

/** With what was going on before we came: on a busy machine latencies are the neighbors', and ratios less sure. */
export function describeMachine(): string {
  const processors = cpus();
  const busy = loadavg()[0] ?? 0;
  return `${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, ${process.platform}, load average before ${busy.toFixed(1)}`;
}

export function asJson({ machine, method, lines }: Report): string {
  const rows = lines.map((line) => ({ ...line, ratio: ratioOf(line) ?? null, verdict: verdictOf(line) }));
  return JSON.stringify({ machine, method, lines: rows }, null, 2);
}

const HEADINGS = ['scenario', 'here', 'ceiling', 'required / goal / here', '', 'p50 / p99', 'cores in use'];

export function asTable({ machine, method, lines }: Report): string {
  const rows = [HEADINGS, ...lines.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const text = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [machine, method, '', ...text].join('\n');
}

export function asMarkdown({ machine, method, lines }: Report): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [row(HEADINGS), row(HEADINGS.map(() => '---')), ...lines.map((line) => row(cells(line)))];
  return [`${machine}. ${method}`, '', ...table].join('\n');
}

function cells(line: Line): string[] {
  const ratio = ratioOf(line);
  const { goals, here, ceiling } = line;
  return [
    `${line.scenario}: ${line.what}`,
    `${rate(here)}${here.failed > 0 ? ` (${here.failed} failed)` : ''}`,
    ceiling ? `${rate(ceiling)} ${line.against ?? ''}` : '–',
    ratio === undefined ? '–' : [goals?.required, goals?.goal, ratio].map(share).join(' / '),
    verdictOf(line),
    latencies(here),
    Object.entries(here.cores)
      .map(([name, used]) => `${name} ${used.toFixed(2)}`)
      .join(', '),
  ];
}

const rate = ({ perSecond }: Sample) => `${Math.round(perSecond).toLocaleString('en-US')}/s`;

const share = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(2));

const latencies = ({ p50Ms, p99Ms }: Sample) =>
  p50Ms === undefined || p99Ms === undefined ? '–' : `${p50Ms.toFixed(1)} / ${p99Ms.toFixed(1)} ms`;
