import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Finishers } from '@libs/http';
import {
  CHARGE_CHANGE,
  CHARGE_START,
  type ChangeToCharge,
  type StartToCharge,
} from '../../subscriptions/subscription-charges.api';
import { FinishChange } from '../use-cases/finish-change';
import { FinishStart } from '../use-cases/finish-start';
import { PayOnRequest, type InvoiceToCharge } from '../use-cases/pay-on-request';

export const PAY_INVOICE = 'invoices.pay';

/** What is left of a request once its transaction has committed: to charge, and to answer with what came of it. */
@Injectable()
export class ChargingFinishers implements OnModuleInit {
  constructor(
    private readonly finishers: Finishers,
    private readonly start: FinishStart,
    private readonly change: FinishChange,
    private readonly pay: PayOnRequest,
  ) {}

  onModuleInit(): void {
    this.finishers.register<StartToCharge>(CHARGE_START, async (args) => ({ result: await this.start.run(args) }));
    this.finishers.register<ChangeToCharge>(CHARGE_CHANGE, async (args) => ({ result: await this.change.run(args) }));
    this.finishers.register<InvoiceToCharge>(PAY_INVOICE, async (args) => {
      const { invoice, isDefinite } = await this.pay.run(args);
      return { result: invoice, status: isDefinite ? 200 : 202 };
    });
  }
}
