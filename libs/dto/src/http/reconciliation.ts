import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MISMATCH_KINDS, MOVEMENT_KINDS, type MismatchKind, type MovementKind } from '@libs/billing/payment';
import { IsBoolean } from 'class-validator';
import { IsInstant } from './instants';
import { WhenGiven } from './when-given';

export const RECONCILIATION_STATUSES = ['running', 'finished', 'failed'] as const;
export type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];

export class StartReconciliationBody {
  @ApiPropertyOptional({ format: 'date-time', description: 'Without it, 48 hours before `to`' })
  @WhenGiven()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Without it, now. Real time, as the gateway has it.' })
  @WhenGiven()
  @IsInstant()
  to?: string;

  @ApiPropertyOptional({
    example: false,
    description: 'Whether charges of another amount than was due are recorded with the amount that the gateway took',
  })
  @WhenGiven()
  @IsBoolean()
  accept_amounts?: boolean;
}

/** One side of a comparison. */
export class ReconciledSideView {
  @ApiProperty({ example: 29.99 }) amount!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ example: 'success', description: 'In the words of whoever keeps the books' }) status!: string;
}

export class ReconciliationMismatchView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: MISMATCH_KINDS }) kind!: MismatchKind;
  @ApiProperty({ enum: MOVEMENT_KINDS }) subject!: MovementKind;
  @ApiProperty({ example: 'pi_3Qx', description: 'What the gateway calls it, or our id when it does not know it' })
  reference!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) payment_id!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) account_id!: string | null;
  @ApiProperty({ type: ReconciledSideView, nullable: true, description: 'Null when we do not have it' })
  ours!: ReconciledSideView | null;
  @ApiProperty({ type: ReconciledSideView, nullable: true, description: 'The gateway, or the ledger; null: not there' })
  theirs!: ReconciledSideView | null;
  @ApiProperty({ example: true, description: 'Whether the two sides agree now, or the result was sent once more' })
  repaired!: boolean;
  @ApiProperty({ example: 'The gateway took the money while we still waited; the payment is settled now.' })
  explanation!: string;
  @ApiProperty({ format: 'date-time' }) found_at!: string;
}

export class ReconciliationRunView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: RECONCILIATION_STATUSES }) status!: ReconciliationStatus;
  @ApiProperty({ example: 'schedule', description: '`schedule`, or who asked for it' }) requested_by!: string;
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time' }) to!: string;
  @ApiProperty({ format: 'date-time' }) started_at!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finished_at!: string | null;
  @ApiProperty({ example: 1280, description: 'Movements of the gateway that were looked at' }) movements!: number;
  @ApiProperty({ example: 3 }) mismatches!: number;
  @ApiProperty({ example: 2 }) repaired!: number;
  @ApiProperty({ example: true, description: 'False while the subscription service did not answer' })
  ledger_checked!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'What went wrong, in a sentence' }) note!: string | null;
}

export class ReconciliationReportView extends ReconciliationRunView {
  @ApiProperty({ type: [ReconciliationMismatchView], description: 'The first thousand, in the order they were found' })
  findings!: ReconciliationMismatchView[];
}
