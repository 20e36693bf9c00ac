import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type ChargeRequest, type MethodReference, type PaymentGateway } from '../../gateways/gateway';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../../gateways/gateway-errors';
import { SaveForCharge, type CardSource } from '../../payment-methods/payment-methods.api';
import { judgeOutcome, neverCharged, type Verdict } from '../../transactions/transactions.api';
import { within } from '../../within';
import { GatewayLimits } from '../../gateway-limits';
import type { OpenedPayment } from './open-payment';

const log = logger('payments');

export const UNKNOWN: Verdict = { status: 'processing', tellsSubscription: false };

/** What is charged: a card as it came, one to be kept under this id when the charge is not declined, or a kept one. */
export type ChargeSource =
  | { card: CardSource; keepAs?: string }
  /** `offSession`: its holder is not there to answer the bank. */
  | { method: MethodReference; offSession: boolean };

/** The gateway's yes, no or silence about a payment that is written down, as a verdict. Never throws for troubles on the way. */
@Injectable()
export class ChargeCard {
  constructor(
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    private readonly saveForCharge: SaveForCharge,
    private readonly limits: GatewayLimits,
  ) {}

  get gatewayName(): string {
    return this.gateway.name;
  }

  /** Charges, and waits until `deadlineMs` (of `performance.now()`) or the gateway's time-out, whichever is sooner. */
  async charge(payment: OpenedPayment, source: ChargeSource, deadlineMs: number): Promise<Verdict> {
    try {
      const readied = await this.ready(payment, source, deadlineMs);
      if ('status' in readied) return readied;
      return await this.send(payment, readied, deadlineMs);
    } catch (error) {
      return verdictOfTrouble(payment, error);
    }
  }

  /**
   * After the outcome is recorded: a card that was to be kept is, or is not; what is not done by `deadlineMs` the worker does,
   * as it does while the outcome is unknown. Never throws.
   */
  async settleCard(source: ChargeSource, { status }: Pick<Verdict, 'status'>, deadlineMs: number): Promise<void> {
    if (!('keepAs' in source) || source.keepAs === undefined || status === 'processing') return;
    const settled = this.saveForCharge.settleQuietly(source.keepAs, status === 'success');
    await within(deadlineMs - performance.now(), settled).catch(() => undefined);
  }

  private async send(payment: OpenedPayment, source: Pick<ChargeRequest, 'source' | 'offSession'>, deadlineMs: number) {
    const { id: paymentId, gatewayKey: idempotencyKey, amountMinor, currency } = payment;
    const { invoiceId, accountId, subscriptionId } = payment;
    const facts = { invoiceId, accountId, ...(subscriptionId !== null && { subscriptionId }) };
    const patienceMs = Math.min(this.limits.timeoutMs, deadlineMs - performance.now());
    const charged = this.gateway.charge({ paymentId, idempotencyKey, amountMinor, currency, ...source, facts });
    return judgeOutcome(payment, await within(patienceMs, charged));
  }

  private async ready(
    payment: OpenedPayment,
    source: ChargeSource,
    deadlineMs: number,
  ): Promise<Pick<ChargeRequest, 'source' | 'offSession'> | Verdict> {
    if ('method' in source) return { source: { method: source.method }, offSession: source.offSession };
    const { card, keepAs: methodId } = source;
    if (methodId === undefined) return { source: card };
    const { id: paymentId, accountId } = payment;
    const saved = await this.saveForCharge.save({ accountId, paymentId, methodId, source: card, deadlineMs });
    switch (saved.kind) {
      case 'saved':
        return { source: { method: saved.method }, offSession: false };
      case 'declined':
        // The bank said no before anything was charged: to the customer that is the same refusal.
        return neverCharged(saved.code, true);
      case 'unavailable':
        return neverCharged('gateway_unavailable', false);
    }
  }
}

function verdictOfTrouble({ id: paymentId }: OpenedPayment, error: unknown): Verdict {
  if (error instanceof AppError) return neverCharged(error.code, false);
  if (error instanceof GatewayUnavailable) {
    log.warn({ paymentId, trouble: error.trouble }, 'the gateway cannot be used');
    return neverCharged('gateway_unavailable', false);
  }
  const trouble = error instanceof GatewayOutcomeUnknown ? error.trouble : (error as Error).name;
  log.warn({ paymentId, trouble }, 'the outcome of a charge is not known');
  return UNKNOWN;
}

/** Nothing left this house: the same may be tried again. */
export function isNotSent(verdict: Verdict): boolean {
  return verdict.failureCode === 'gateway_unavailable';
}
