export interface Change {
  file: string;
  find: string;
  replace: string;
}

export interface Mutant {
  name: string;
  /** What it breaks, for the reader. */
  breaks: string;
  changes: readonly Change[];
}

/** Deliberately broken builds: a run that stays green on one of them is no check. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'forgetful-outbox',
    breaks: 'a message is deleted from the outbox when it is published, not when it was handled (promise 13)',
    changes: [
      {
        file: 'libs/queue/src/outbox-store.ts',
        find: `UPDATE outbox_message SET published_at = clock_timestamp(), check_at = clock_timestamp() + \${FIRST_CHECK}
    WHERE`,
        replace: `DELETE FROM outbox_message WHERE`,
      },
    ],
  },
  {
    name: 'incurious-worker',
    breaks: 'nobody asks the gateway what became of a charge whose answer was lost (promises 2, 6)',
    changes: [
      {
        file: 'apps/payment/src/payments/use-cases/settle-unknown-outcomes.ts',
        find: `const now = this.clock.now();
    const due`,
        replace: `const now = this.clock.now(); if (now) return 0;
    const due`,
      },
    ],
  },
  {
    name: 'many-live-payments',
    breaks: 'no unique index keeps two payments of one invoice apart (promise 4)',
    changes: [
      {
        file: 'apps/payment/src/payments/persistence/payment.tables.ts',
        find: `CREATE UNIQUE INDEX payment_one_live_per_invoice`,
        replace: `CREATE INDEX payment_one_live_per_invoice`,
      },
    ],
  },
  {
    name: 'lazy-commit',
    breaks: 'PostgreSQL acknowledges a commit before it is on disk (promise 1)',
    changes: [
      {
        file: 'scripts/native/postgres-server.ts',
        find: `'synchronous_commit = on'`,
        replace: `'synchronous_commit = off'`,
      },
    ],
  },
];

/** Throws when the text to change is not there exactly once: then the mutant is out of date. */
export function mutated(source: string, { file, find, replace }: Change): string {
  if (source.split(find).length !== 2) throw new Error(`${file} does not hold this exactly once: ${find}`);
  return source.replace(find, () => replace);
}
