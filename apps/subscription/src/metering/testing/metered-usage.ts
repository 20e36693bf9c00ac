import { DueWorkApi } from '../../due-work/due-work.api';
import { STAFF, type BillingWorld } from '../../testing/billing-world';
import { UsageApi } from '../usage.api';

export const START = '2026-01-10T00:00:00Z';
/** Within the first period. */
export const JAN = '2026-01-20T00:00:00Z';
export const RENEWAL = '2026-02-10T00:00:00Z';

export const TIERS = [
  { up_to: 1_000, unit_amount: 0 },
  { up_to: 10_000, unit_amount: '0.01' },
  { up_to: null, unit_amount: '0.005' },
];
export const charge = (more: object) => ({ metric: 'api_calls', aggregation: 'sum', ...more });
export const STANDARD = charge({ model: 'standard', included: 100_000, unit_amount: '0.001' });
export const GRADUATED = charge({ model: 'graduated', tiers: TIERS });

interface Line {
  kind: string;
  description: string;
  amount: number;
  explanation: string;
}
type ReportedUse = [quantity: number | string, timestamp: string, more?: object];

/** Accounts on free plans with charges, what they use, and what they are billed for it. */
export class MeteredUsage {
  private made = 0;

  constructor(private readonly world: BillingWorld) {}

  /** An account subscribed to a plan with these charges. */
  async subscribed(...charges: object[]): Promise<string> {
    const { id: account } = await this.world.account();
    const features = { api_calls: { limit: 10, overage: true } };
    const plan = await this.world.plan({ price: 0, features, charges });
    expect((await this.world.call('POST', '/v1/subscriptions', account, { plan_id: plan })).status).toBe(201);
    return account;
  }

  async uses(account: string, ...events: ReportedUse[]) {
    const answer = await this.world.call('POST', '/v1/usage/batch', account, {
      events: events.map(([quantity, timestamp, more]) => {
        return { metric: 'api_calls', quantity, timestamp, idempotency_key: `e${++this.made}`, ...more };
      }),
    });
    return answer.body.data as { accepted: number; rejected: { code: string }[] };
  }

  /** Moves the clock, and does what is due then. */
  async on(instant: string): Promise<void> {
    this.world.clock.moveTo(instant);
    const dueWork = this.world.get(DueWorkApi);
    await dueWork.run();
    await this.world.get(UsageApi).billLateUsage(this.world.clock.now(), dueWork.park.bind(dueWork));
  }

  async invoices(account: string): Promise<{ total: number; lines: Line[] }[]> {
    const { body } = await this.world.call('GET', `/v1/invoices?account_id=${account}`, STAFF);
    // Without the one that began the free plan.
    return (body.data as { total: number; lines: Line[] }[]).toReversed().slice(1);
  }

  /** By bill: its lines for usage. */
  async metered(account: string) {
    return (await this.invoices(account)).map(({ lines }) =>
      lines.filter(({ kind }) => kind !== 'subscription').map(({ kind, amount }) => [kind, amount]),
    );
  }
}
