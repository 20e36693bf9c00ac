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
  body: Buffer;
  etag: string;
  madeAtMs: number;
}

/** Answers of `GET /v1/plans` as bytes, dropped as soon as any plan changes anywhere. */
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

  /** Keeps an answer unless a plan changed since `generation`; its tag tells whether the plans are the same, whenever it was made. */
  keep(key: string, body: string, generation: number): CachedList {
    const { data, pagination } = JSON.parse(body) as { data: unknown; pagination: unknown };
    const digest = createHash('sha256')
      .update(JSON.stringify([data, pagination]))
      .digest('base64url');
    const list = { body: Buffer.from(body), etag: `W/"${digest.slice(0, 22)}"`, madeAtMs: performance.now() };
    if (generation === this.changes && this.kept.size < ENTRIES_MAX) this.kept.set(key, list);
    return list;
  }
}
