import { Injectable } from '@nestjs/common';
import { reconcileMovement, type Finding } from '@libs/billing/payment';
import { logger } from '@libs/observability';
import { ApplyGatewayEvent } from '../../gateway-webhooks/gateway-webhooks.api';
import type { GatewayMovement } from '../../gateways/gateway';
import { ResolveDifferentAmount } from '../../transactions/transactions.api';
import { eventOfMovement } from '../movement-event';
import type { OurRecord, ReconciliationRun } from '../reconciliation';
import { FindOurs } from './find-ours';

const log = logger('reconciliation');

/**
 * Brings our side to where the gateway is, by the paths that its own events take: they judge amount, owner and state
 * once more, under the locks of what they change.
 */
@Injectable()
export class RepairMovement {
  constructor(
    private readonly applyEvent: ApplyGatewayEvent,
    private readonly resolveAmount: ResolveDifferentAmount,
    private readonly findOurs: FindOurs,
  ) {}

  /** True when both sides agree afterwards. Trouble with one movement is no trouble of the run. */
  async execute(
    run: ReconciliationRun,
    movement: GatewayMovement,
    record: OurRecord | undefined,
    finding: Extract<Finding, { ok: false }>,
  ): Promise<boolean> {
    try {
      if (!(await this.attempt(run, movement, record, finding))) return false;
      const after = (await this.findOurs.execute([movement])).get(movement.id);
      return reconcileMovement(movement, after).ok;
    } catch (error) {
      log.error({ reference: movement.reference, err: error }, 'a difference could not be repaired');
      return false;
    }
  }

  private async attempt(
    run: ReconciliationRun,
    movement: GatewayMovement,
    record: OurRecord | undefined,
    { kind, remedy }: Extract<Finding, { ok: false }>,
  ): Promise<boolean> {
    if (remedy === 'apply') {
      const event = eventOfMovement(movement);
      if (!event) return false;
      const result = await this.applyEvent.execute(event);
      log.info({ reference: movement.reference, result }, 'took the gateway’s word for a movement');
      return true;
    }
    // Only when whoever asked for the run said so: another amount may be somebody's mistake.
    const isAccepted = run.acceptsAmounts && kind === 'amount' && movement.kind === 'charge';
    if (!isAccepted || !record || record.flag === null) return false;
    return (await this.resolveAmount.execute(record.id)) === 'captured';
  }
}
