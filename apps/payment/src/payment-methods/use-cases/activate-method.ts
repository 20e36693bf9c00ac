import { Injectable } from '@nestjs/common';
import { defaultAfterAdding } from '@libs/billing/payment';
import { KeyClaimRepository, type KeyClaim, type WireAnswer } from '../../key-claims/key-claims.api';
import type { MethodChange, MethodDraft, PaymentMethod, SavedMethod } from '../payment-method';
import { MethodChangeRepository } from '../persistence/method-change.repository';
import { PaymentMethodRepository } from '../persistence/payment-method.repository';
import { ChangeMethods } from './change-methods';

/** The answer that the request's key gives from now on. */
export interface KeyedAnswer {
  claim: KeyClaim;
  present: (method: PaymentMethod) => WireAnswer;
}

/** Makes a method that the gateway keeps one that can be charged. */
@Injectable()
export class ActivateMethod {
  constructor(
    private readonly methods: PaymentMethodRepository,
    private readonly changes: MethodChangeRepository,
    private readonly changeMethods: ChangeMethods,
    private readonly claims: KeyClaimRepository,
  ) {}

  /** Undefined when the draft came to an end before. The answer of the key commits with it. */
  async execute(
    draft: MethodDraft,
    saved: SavedMethod,
    keyed?: KeyedAnswer,
  ): Promise<{ method: PaymentMethod; change: MethodChange; answer: WireAnswer | undefined } | undefined> {
    const { id: methodId, accountId, makeDefault } = draft;
    return this.changeMethods.inOne(async () => {
      const change = await this.changeMethods.change(accountId, async ({ present }) => {
        if (!(await this.changes.activate(accountId, methodId, saved))) return undefined;
        const defaultMethodId = defaultAfterAdding({ methodId, makeDefault, present });
        return { methodId, action: 'added', defaultMethodId };
      });
      const method = change && (await this.methods.find(methodId, accountId));
      if (!method) return undefined;
      const answer = keyed && (await this.claims.fill(keyed.claim, keyed.present(method)));
      return { method, change, answer };
    });
  }
}
