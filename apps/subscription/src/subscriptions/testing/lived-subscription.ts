import { STAFF, type BillingWorld } from '../../testing/billing-world';
import { newId } from '@libs/persistence';
import { LivedBills, PRICE_KINDS, type Invoice } from './lived-bills';
import { ServedTime, type Stretch, type Terms } from './served-time';
import { Subscriber, timePasses } from './subscriber';

export type Act =
  | { readonly do: 'wait'; readonly seconds: number; readonly pays: boolean }
  | {
      readonly do: 'change';
      readonly plan: number;
      readonly seats: number;
      readonly isNow: boolean;
      readonly pays: boolean;
    }
  | { readonly do: 'end later'; readonly seconds: number; readonly isRefunded: boolean }
  | { readonly do: 'credit note' | 'pay part'; readonly share: number }
  | { readonly do: 'use'; readonly calls: number }
  | {
      readonly do:
        | 'pay the change'
        | 'take the end back'
        | 'pause'
        | 'resume'
        | 'void'
        | 'generate'
        | 'grant'
        | 'decline';
    };

export type Tax = 'none' | 'on top' | 'included';

/** Each with a rate of 20 %. */
export const COUNTRIES = { none: {}, 'on top': { country: 'AT' }, included: { country: 'FR' } } as const;

interface Facts {
  readonly billingDay: number | null;
  readonly tax: Tax;
  readonly hasCoupon: boolean;
}

interface WaitingChange {
  readonly invoiceId: string;
  readonly at: number;
  readonly terms: Terms;
  readonly end: number | null;
}

/** A subscription that is acted on over HTTP, beside an oracle that is told the same. */
export class LivedSubscription {
  private waiting: WaitingChange | null = null;
  /** What was used; void bills do not count. */
  private used: { at: number; calls: number; cents: number; isBilled: boolean }[] = [];

  readonly bills: LivedBills;

  private constructor(
    private readonly world: BillingWorld,
    private readonly plans: readonly Terms[],
    private readonly payer: Subscriber,
    private readonly served: ServedTime,
    private readonly facts: Facts,
  ) {
    this.bills = new LivedBills(world, payer);
  }

  static async start(
    world: BillingWorld,
    plans: readonly Terms[],
    first: number,
    facts: Facts,
  ): Promise<LivedSubscription> {
    const terms = sold(plans[first] as Terms, 1);
    const billingDay = terms.unit === 'week' ? null : facts.billingDay;
    const ask = {
      ...(billingDay ? { billing_day: billingDay } : {}),
      ...(facts.hasCoupon ? { coupon_code: 'QUARTER' } : {}),
    };
    const payer = await Subscriber.of(world, terms.id, ask, COUNTRIES[facts.tax]);
    const served = new ServedTime(nowOf(world), terms, billingDay);
    return new LivedSubscription(world, plans, payer, served, facts);
  }

  async does(act: Act): Promise<void> {
    if (this.served.hasEnded) return;
    switch (act.do) {
      case 'wait':
        return this.waits(act.seconds, act.pays);
      case 'change':
        return this.changes(act);
      case 'pay the change':
        return this.paysChange();
      case 'end later':
        return this.endsLater(act.seconds, act.isRefunded);
      case 'take the end back':
        if ((await this.payer.post('reactivate')).status === 200) this.served.end = null;
        return;
      case 'pause':
        if ((await this.payer.post('pause')).status !== 200) return;
        this.waiting = null;
        return this.served.pause();
      case 'resume':
        if ((await this.payer.post('resume')).status === 200) this.served.resume();
        return;
      case 'void':
        return this.voids();
      case 'generate':
        return this.generates();
      case 'credit note':
        return this.credits(act.share);
      case 'grant':
        return this.grants();
      case 'use':
        return this.uses(act.calls);
      case 'pay part':
        return this.bills.payPart(act.share);
      case 'decline':
        return this.bills.decline();
    }
  }

  /** Ends now, or as of some seconds ago, but for what is final. */
  async ends(secondsAgo: number | null, isRefunded: boolean): Promise<void> {
    const refund = isRefunded ? 'prorated' : 'none';
    if (!this.served.hasEnded) {
      const { now, present, periodStart, pausedAt } = this.served;
      const earliest = present.terms.isInArrears ? Math.max(present.start, periodStart) : periodStart;
      const at = secondsAgo === null || pausedAt !== null ? now : Math.max(now - secondsAgo * 1000, earliest);
      const { status, body } = await this.payer.cancels(`at=${at === now ? 'now' : iso(at)}&refund=${refund}`, STAFF);
      if (status !== 200) throw new Error(JSON.stringify(body));
      this.served.ends(at, isRefunded);
      if (at !== now) this.used = this.used.filter((use) => use.isBilled || use.at < at);
    }
    this.waiting = null;
    await this.bills.payAll();
  }

  expected(): number {
    const used = this.used.reduce((sum, { calls, cents }) => sum + calls * cents, 0);
    return (this.served.cents() + used) * (this.facts.tax === 'on top' ? 1.2 : 1) * (this.facts.hasCoupon ? 0.75 : 1);
  }

  private async waits(seconds: number, pays: boolean): Promise<void> {
    const { served, world } = this;
    const before = served.periodStart;
    const target = served.now + seconds * 1000;
    served.until(target);
    await timePasses(world, iso(target + 15));
    if (served.hasEnded || served.periodStart !== before) this.waiting = null;
    if (pays) await this.bills.payAll(this.waiting?.invoiceId);
    const { status } = await this.payer.now();
    // After 90 days of pause nothing comes back.
    if (status === 'canceled' && !served.hasEnded) served.ends(target, false);
    if ((status === 'canceled') !== served.hasEnded) throw new Error(`${status}, but ${served.hasEnded}`);
  }

  private async changes({ plan, seats, isNow, pays }: Act & { do: 'change' }): Promise<void> {
    const terms = sold(this.plans[plan] as Terms, seats);
    const ask = { plan_id: terms.id, quantity: terms.seats, effective: isNow ? 'now' : 'period_end' };
    const { status, body } = await this.payer.changes(ask);
    if (status !== 200) return;
    this.waiting = null;
    const { present, now } = this.served;
    const { pending_change: pending, invoice_id: invoiceId } = body.data;
    this.served.next = pending && !pending.awaits_payment ? terms : null;
    if (pending?.awaits_payment) {
      this.waiting = { invoiceId, at: now, terms, end: this.served.end?.at ?? null };
      if (pays) await this.paysChange();
    } else if (!pending && (present.terms.id !== terms.id || present.terms.seats !== terms.seats)) {
      this.changesAt(now, terms);
    }
  }

  /** From then on calls cost what the new plan says; where that is another price, those before are billed now. */
  private changesAt(at: number, terms: Terms, end?: number | null): void {
    const { callCents, unit } = this.served.present.terms;
    for (const use of this.used.filter(({ isBilled }) => !isBilled)) {
      if (use.at >= at) use.cents = terms.callCents;
      else if (callCents !== terms.callCents || unit !== terms.unit) use.isBilled = true;
    }
    this.served.change(at, terms, end);
  }

  private async paysChange(): Promise<void> {
    const { waiting } = this;
    if (!waiting) return;
    this.waiting = null;
    await this.payer.pays(waiting.invoiceId);
    this.changesAt(waiting.at, waiting.terms, waiting.end);
    await timePasses(this.world, iso(this.served.now + 15));
  }

  private async endsLater(seconds: number, isRefunded: boolean): Promise<void> {
    const at = this.served.now + (seconds + 1) * 1000;
    if (this.served.pausedAt !== null) return;
    const { status } = await this.payer.cancels(`at=${iso(at)}&refund=${isRefunded ? 'prorated' : 'none'}`, STAFF);
    if (status === 200) this.served.end = { at, isRefunded };
  }

  /** The newest that is open; only what charges, since what gives back was netted with it. */
  private async voids(): Promise<void> {
    const open = (await this.bills.all('open'))[0];
    if (!open || open.lines.some(({ amount }) => amount < 0)) return;
    const { status } = await this.world.call('POST', `/v1/invoices/${open.id}/void`, STAFF, { reason: 'wrong' });
    if (status !== 200) return;
    if (open.id === this.waiting?.invoiceId) this.waiting = null;
    else this.notes(open, false);
  }

  private async generates(): Promise<void> {
    const { status, body } = await this.world.call('POST', `/v1/invoices/generate/${this.payer.accountId}`, STAFF);
    if (status !== 201 && status !== 200) throw new Error(JSON.stringify(body));
    for (const invoice of body.data as Invoice[]) this.notes(invoice, true);
  }

  private notes(invoice: Invoice, isBilled: boolean): void {
    for (const stretch of this.billedBy(invoice)) stretch.isBilled = isBilled;
    for (const { kind, amount, period_start: start } of invoice.lines) {
      const cents = Math.round(amount * (isBilled ? 100 : -100));
      if (kind === 'usage') this.used.push({ at: Date.parse(start), calls: 1, cents, isBilled: true });
    }
  }

  private async uses(quantity: number): Promise<void> {
    const event = { subscription_id: this.payer.id, metric: 'calls', quantity, idempotency_key: newId() };
    const { status } = await this.world.call('POST', '/v1/usage', STAFF, event);
    const { now, present } = this.served;
    if (status === 202) {
      this.used.push({ at: now, calls: quantity, cents: present.terms.callCents, isBilled: false });
    }
  }

  private async credits(share: number): Promise<void> {
    const [latest] = (await this.bills.all()).filter(({ status }) => status === 'open' || status === 'paid');
    const [stretch, ...others] = latest ? this.billedBy(latest) : [];
    if (!latest || !stretch || others.length > 0 || latest.lines.length !== (this.facts.hasCoupon ? 2 : 1)) return;
    if (this.waiting) return;
    const ask = { amount: Math.floor(latest.total * share) / 100, reason: 'sorry' };
    const { status, body } = await this.world.call('POST', `/v1/invoices/${latest.id}/credit-notes`, STAFF, ask);
    if (status !== 201) return;
    const taxOnTop = this.facts.tax === 'on top' ? body.data.tax : 0;
    const net = ((body.data.amount - taxOnTop) * 100) / (this.facts.hasCoupon ? 0.75 : 1);
    const line = latest.lines.find(({ kind }) => PRICE_KINDS.has(kind));
    if (stretch === this.served.present && !stretch.terms.isInArrears)
      stretch.standing -= net / ((line?.amount ?? 0) * 100);
    else stretch.creditedCents += net;
  }

  private async grants(): Promise<void> {
    this.bills.grantedCents += 700;
    await this.world.call('POST', '/v1/credits', STAFF, {
      account_id: this.payer.accountId,
      amount: 7,
      reason: 'sorry',
    });
  }

  /** The stretches that an invoice charges for. */
  private billedBy({ lines }: Invoice): Stretch[] {
    const starts = new Set(
      lines.filter(({ kind }) => PRICE_KINDS.has(kind)).map((line) => Date.parse(line.period_start)),
    );
    return [...this.served.past, this.served.present].filter(
      ({ start, terms }) => starts.has(start) && terms.cents > 0,
    );
  }
}

/** Seats go with a plan that has them. */
function sold(terms: Terms, seats: number): Terms {
  return terms.seats === 0 ? { ...terms, seats: 1 } : { ...terms, seats, cents: terms.cents * seats };
}

function nowOf(world: BillingWorld): number {
  return Math.floor(world.clock.now().epochMilliseconds / 1000) * 1000;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
