import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PlanNews } from '../plan-news';

/** However well the news travel, nothing is kept for longer. */
const LIFE_MS = 10_000;
/** While news may be missed. */
const LIFE_UNINFORMED_MS = 2_000;
/** One per currency at most; more would be somebody trying. */
const ENTRIES_MAX = 500;

export interface CachedList {
  /** Text, not bytes: Node sends it in one write with the headers, which halves the work. */
  readonly body: string;
  readonly etag: string;
  /** Names and values in turn, as `writeHead` takes them: what every caller gets, security headers included. */
  readonly headers: readonly string[];
  readonly madeAtMs: number;
}

/** Finished answers of `GET /v1/plans`, dropped as soon as any plan changes anywhere. */
@Injectable()
export class PlanListCache {
  private readonly kept = new Map<string, CachedList>();
  private changes = 0;

  constructor(private readonly news: PlanNews) {
    news.onChange(() => {
      this.changes++;
      this.kept.clear();
    });
  }

  /** Take it before reading the database; what was read before a change must not be kept after it. */
  get generation(): number {
    return this.changes;
  }

  get(key: string): CachedList | undefined {
    const list = this.kept.get(key);
    if (!list) return undefined;
    const life = this.news.isListening ? LIFE_MS : LIFE_UNINFORMED_MS;
    if (performance.now() - list.madeAtMs < life) return list;
    this.kept.delete(key);
    return undefined;
  }

  /** Keeps an answer unless a plan changed since `generation`. */
  keep(key: string, list: Omit<CachedList, 'madeAtMs'>, generation: number): void {
    if (generation !== this.changes || this.kept.size >= ENTRIES_MAX) return;
    this.kept.set(key, { ...list, madeAtMs: performance.now() });
  }
}

/** Tells whether the plans are the same, whenever the answer was made: its timestamp does not count, so the tag is weak. */
export function tagOf(body: string): string {
  const { data, pagination } = JSON.parse(body) as { data: unknown; pagination: unknown };
  const digest = createHash('sha256')
    .update(JSON.stringify([data, pagination]))
    .digest('base64url');
  return `W/"${digest.slice(0, 22)}"`;
}
