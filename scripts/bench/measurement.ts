/** One run of a few seconds. */
export interface Sample {
  perSecond: number;
  /** Milliseconds; absent where a single one has no latency that means something. */
  p50Ms?: number;
  p99Ms?: number;
  /** The closest the load generator has above the 95th of a hundred. */
  p97Ms?: number;
  /** Answers that were not the expected ones. A sample with any says nothing. */
  failed: number;
  /** Cores in use, by who used them: 1 is one core for the whole run. */
  cores: Readonly<Record<string, number>>;
}

/** Fractions of the ceiling of the same run. */
export interface Goals {
  required: number;
  goal: number;
}

/** One row of the result. */
export interface Line {
  scenario: string;
  what: string;
  /** What the ceiling does; with it, the goals. */
  against?: string;
  here: Sample;
  ceiling?: Sample;
  goals?: Goals;
}

export type Verdict = 'goal reached' | 'ok' | 'below' | 'failed' | 'for the record';

export const ratioOf = ({ here, ceiling }: Line): number | undefined =>
  ceiling && ceiling.perSecond > 0 ? here.perSecond / ceiling.perSecond : undefined;

export function verdictOf(line: Line): Verdict {
  if (line.here.failed > 0 || (line.ceiling?.failed ?? 0) > 0) return 'failed';
  const ratio = ratioOf(line);
  if (ratio === undefined || !line.goals) return 'for the record';
  if (ratio >= line.goals.goal) return 'goal reached';
  return ratio >= line.goals.required ? 'ok' : 'below';
}

/** The run in the middle by throughput, whole, so that its latencies and cores belong to it; of an even number the slower. */
export function medianRun(samples: readonly Sample[]): Sample {
  const sorted = [...samples].sort((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (!middle) throw new Error('no run was made');
  // A failure in any run must show.
  return { ...middle, failed: samples.reduce((sum, { failed }) => sum + failed, 0) };
}

/** The value below which this share of the sorted values lies, 0.5 for the median; undefined of nothing. */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
