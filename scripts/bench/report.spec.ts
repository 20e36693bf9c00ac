import type { Line } from './measurement';
import { asJson, asMarkdown, asTable } from './report';

const line: Line = {
  scenario: 'plans',
  what: 'GET /v1/plans',
  against: 'bare node:http',
  here: { perSecond: 50_000.4, p50Ms: 5, p99Ms: 11.26, failed: 0, cores: { client: 0.5, 'subscription-service': 1 } },
  ceiling: { perSecond: 80_000, failed: 0, cores: {} },
  goals: { required: 0.4, goal: 0.6 },
};
const report = { machine: '2 cores', method: 'median of 3', lines: [line] };

test('the table names throughput, ceiling, fractions, latencies and who used the cores', () => {
  const row = asTable(report).split('\n').pop() ?? '';
  for (const cell of [
    '50,000/s',
    '80,000/s bare node:http',
    '0.40 / 0.60 / 0.63',
    'goal reached',
    '5.0 / 11.3 ms',
    'client 0.50, subscription-service 1.00',
  ]) {
    expect(row).toContain(cell);
  }
});

test('markdown has one row a line, each with as many cells as the heading', () => {
  const rows = asMarkdown(report).split('\n').slice(2);
  expect(rows).toHaveLength(3);
  expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
});

test('json carries ratio and verdict beside the samples, and says when answers failed', () => {
  const failing = { ...line, here: { ...line.here, failed: 3 } };
  const { lines } = JSON.parse(asJson({ ...report, lines: [line, failing] })) as { lines: Record<string, unknown>[] };
  expect(lines[0]).toMatchObject({ ratio: 50_000.4 / 80_000, verdict: 'goal reached', here: { p99Ms: 11.26 } });
  expect(lines[1]).toMatchObject({ verdict: 'failed' });
  expect(asTable({ ...report, lines: [failing] })).toContain('(3 failed)');
});
