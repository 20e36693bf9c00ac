import { Injectable } from '@nestjs/common';
import { endCanceledTerm, endLongPause, type Cancellation, type DueWork } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { EndService } from './end-service';
import { LoadFacts, type Payer } from './load-facts';
import { ResumeSubscription } from './resume-subscription';

/** Ends a subscription whose scheduled end, or the limit of whose pause, has come; resumes one whose pause is over. */
@Injectable()
export class EndWhenDue {
  constructor(
    private readonly facts: LoadFacts,
    private readonly end: EndService,
    private readonly resume: ResumeSubscription,
  ) {}

  async run(payer: Payer, { step, at }: DueWork, now: Instant): Promise<void> {
    if (step === 'resume') {
      await this.resume.run(payer, at);
      return;
    }
    const facts = await this.facts.priceOf(payer);
    const { subscription } = payer.record;
    const change = step === 'pause_limit' ? endLongPause(subscription, at) : endCanceledTerm(subscription, at);
    if (!change.ok) throw new InvariantBroken(`what is due was refused: ${change.error.code}`);
    const ended: Cancellation = {
      ...change.value,
      endedAt: at,
      voidsOpenInvoices: false,
      dropsUnpaidChange: subscription.pendingChange?.awaitsPayment ?? false,
    };
    await this.end.run(facts, ended, subscription.refundAtEnd ?? 'none', now);
  }
}
