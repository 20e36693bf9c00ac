import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { currentContext } from '@libs/observability';
import { Database, newId, Outbox } from '@libs/persistence';
import { methodEventOf } from '../method-event';
import type { MethodChange } from '../payment-method';
import {
  MethodChangeRepository,
  type LockedAccount,
  type RecordedChange,
} from '../persistence/method-change.repository';
import { SubscriptionNotice } from '../subscription-notice';

/** What a change comes to, decided under the account's lock. */
export interface DecidedChange {
  methodId: string;
  action: RecordedChange['action'];
  defaultMethodId: string | null;
}

const TOLD_WITHIN_MS = 2_000;

/** The one way an account's methods change: under its lock, numbered, recorded, and told through the outbox. */
@Injectable()
export class ChangeMethods {
  constructor(
    private readonly database: Database,
    private readonly changes: MethodChangeRepository,
    private readonly outbox: Outbox,
    private readonly notice: SubscriptionNotice,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Runs `decide` under the account's lock; what it returns is recorded in the same transaction. Undefined: nothing changed. */
  async change(
    accountId: string,
    decide: (account: LockedAccount) => Promise<DecidedChange | undefined>,
  ): Promise<MethodChange | undefined> {
    return this.database.transaction(async () => {
      const account = await this.changes.lock(accountId);
      const decided = account && (await decide(account));
      if (!decided) return undefined;
      await this.changes.setDefault(accountId, decided.defaultMethodId);
      const change = this.recordOf(accountId, account, decided);
      await this.changes.record(change);
      await this.outbox.add([messageOf(change)]);
      return change;
    });
  }

  /** More than the change itself in one transaction. */
  async inOne<T>(work: () => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  /** Tries once to tell now; the outbox tells for sure. Inside a caller's transaction the telling waits for its commit. */
  async tell(change: MethodChange, withinMs = TOLD_WITHIN_MS): Promise<void> {
    const post = () => this.notice.post(methodEventOf(change), Math.min(withinMs, TOLD_WITHIN_MS));
    if (!this.database.inTransaction) return post();
    await this.database.transaction(async (tx) => tx.afterCommit(() => void post()));
  }

  private recordOf(accountId: string, account: LockedAccount, decided: DecidedChange): RecordedChange {
    const context = currentContext();
    const defaultBefore = account.present?.methodId ?? null;
    const { methodId, action, defaultMethodId } = decided;
    return {
      accountId,
      version: account.version + 1,
      eventId: newId(),
      methodId,
      action,
      defaultBefore,
      defaultMethodId,
      isNew: action !== 'deleted' && defaultMethodId === methodId,
      at: this.clock.now().toDate(),
      actor: context?.actor ?? 'system',
      requestId: context?.requestId ?? null,
    };
  }
}

/** Ids only: what changed is read when the message is handled. */
function messageOf({ accountId, version, eventId }: MethodChange) {
  return {
    queue: 'q:pay:subscription_update',
    action: 'payment_method_changed',
    correlationId: accountId,
    idempotencyKey: `payment-method-${accountId}-${version}`,
    payload: { account_id: accountId, version, event_id: eventId },
  };
}
