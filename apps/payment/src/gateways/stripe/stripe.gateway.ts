import type { RealClock } from '@libs/calendar';
import type Stripe from 'stripe';
import { verifyEventSignature } from '../event-signature';
import type {
  ChargeLookup,
  ChargeOutcome,
  ChargeRequest,
  DisputeStanding,
  FoundCharge,
  FoundRefund,
  GatewayEvent,
  GatewayHeaders,
  GatewayMovement,
  MethodReference,
  PaymentGateway,
  RefundLookup,
  RefundOutcome,
  RefundRequest,
  SaveMethodOutcome,
  SaveMethodRequest,
} from '../gateway';
import { StripeCharges } from './stripe-charges';
import { createStripeClient, type StripeConnection } from './stripe-client';
import { findStripeDispute } from './stripe-disputes';
import { movedNothing, translateStripeError } from './stripe-errors';
import { readStripeEvent } from './stripe-event';
import { StripeMethods } from './stripe-methods';
import { listStripeMovements } from './stripe-movements';
import { StripeRefunds } from './stripe-refunds';

export interface StripeGatewayOptions extends StripeConnection {
  webhookSecret: string;
  clock: RealClock;
}

/** Stripe over its official SDK. Each call that could move or make anything carries a key that we chose before. */
export class StripeGateway implements PaymentGateway {
  readonly name = 'stripe';
  private readonly stripe: Stripe;
  private readonly charges: StripeCharges;
  private readonly methods: StripeMethods;
  private readonly refunds: StripeRefunds;

  constructor(private readonly options: StripeGatewayOptions) {
    this.stripe = createStripeClient(options);
    this.charges = new StripeCharges(this.stripe);
    this.methods = new StripeMethods(this.stripe);
    this.refunds = new StripeRefunds(this.stripe);
  }

  charge(request: ChargeRequest): Promise<ChargeOutcome> {
    return this.charges.charge(request);
  }

  findCharge(lookup: ChargeLookup): Promise<FoundCharge> {
    return this.charges.find(lookup);
  }

  fence(lookup: ChargeLookup): Promise<void> {
    return this.charges.fence(lookup);
  }

  saveMethod(request: SaveMethodRequest): Promise<SaveMethodOutcome> {
    return this.methods.save(request);
  }

  forgetMethod(method: MethodReference): Promise<void> {
    return this.methods.forget(method);
  }

  forgetCustomer(customerReference: string): Promise<void> {
    return this.methods.forgetCustomer(customerReference);
  }

  refund(request: RefundRequest): Promise<RefundOutcome> {
    return this.refunds.refund(request);
  }

  findRefund(lookup: RefundLookup): Promise<FoundRefund> {
    return this.refunds.find(lookup);
  }

  fenceRefund(lookup: RefundLookup): Promise<void> {
    return this.refunds.fence(lookup);
  }

  findDispute(disputeReference: string): Promise<DisputeStanding> {
    return findStripeDispute(this.stripe, disputeReference);
  }

  listMovements(window: { from: Date; to: Date }): AsyncIterable<GatewayMovement> {
    return listStripeMovements(this.stripe, window);
  }

  parseEvent(rawBody: Buffer, headers: GatewayHeaders): GatewayEvent {
    const { webhookSecret, clock } = this.options;
    verifyEventSignature(headers['stripe-signature'], rawBody, webhookSecret, clock.now().epochSeconds);
    return readStripeEvent(rawBody);
  }

  async ping(): Promise<void> {
    try {
      await this.stripe.balance.retrieve();
    } catch (error) {
      throw movedNothing(translateStripeError(error));
    }
  }
}
