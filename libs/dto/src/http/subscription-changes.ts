import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { CHANGE_EFFECTIVE, type ChangeDirection, type ChangeEffective } from '@libs/billing/subscription';
import { IsInstant } from './instants';
import { InvoicePreviewView, InvoiceView } from './invoices';
import { IsMetadata, type Metadata } from './metadata';
import { SubscriptionView } from './subscriptions';
import { WhenGiven } from './when-given';

const INT4_MAX = 2_147_483_647;
const SEATS_MAX = 1_000_000;
const DIRECTIONS = ['upgrade', 'downgrade', 'same'] as const satisfies ChangeDirection[];

/** When a change takes effect. */
export const CHANGE_TAKES_EFFECT = ['at_once', 'when_paid', 'at_period_end'] as const;
export type ChangeTakesEffect = (typeof CHANGE_TAKES_EFFECT)[number];

class ChangeTerms {
  @ApiPropertyOptional({ type: 'integer', example: 3, minimum: 1, maximum: SEATS_MAX, description: 'Seats' })
  @WhenGiven()
  @IsInt()
  @Min(1)
  @Max(SEATS_MAX)
  quantity?: number;

  @ApiPropertyOptional({
    enum: CHANGE_EFFECTIVE,
    description: 'By default an upgrade now, a downgrade at the end of the period',
  })
  @WhenGiven()
  @IsIn(CHANGE_EFFECTIVE)
  effective?: ChangeEffective;
}

export class ChangeSubscriptionBody extends ChangeTerms {
  @ApiPropertyOptional({ type: 'integer', example: 3, description: 'Another plan of the same family' })
  @WhenGiven()
  @IsInt()
  @Min(1)
  @Max(INT4_MAX)
  plan_id?: number;

  @WhenGiven()
  @IsMetadata()
  metadata?: Metadata;
}

export class ChangePlanBody extends ChangeTerms {
  @ApiProperty({ type: 'integer', example: 3, description: 'Another plan of the same family' })
  @IsInt()
  @Min(1)
  @Max(INT4_MAX)
  new_plan_id!: number;
}

export class PauseSubscriptionBody {
  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-03-01T00:00:00Z',
    description: 'When it resumes by itself, at most 90 days ahead; without it, when asked',
  })
  @WhenGiven()
  @IsInstant()
  resumes_at?: string;
}

/** An invoice that asks for time which a change takes over. */
export class LoweredInvoiceView {
  @ApiProperty({ format: 'uuid' }) invoice_id!: string;
  @ApiProperty({ example: 15, description: 'By how much it is lowered, tax included' }) amount!: number;
  @ApiProperty({ example: 15, description: 'What is due on it then' }) amount_due!: number;
}

const LOWERS: ApiPropertyOptions = {
  type: [LoweredInvoiceView],
  description: 'Unpaid invoices that a credit note lowers, by the time they ask for, once the change is in force',
};

/** What a change came to. Amounts before tax, but what is due. */
export class ProrationView {
  @ApiProperty({ enum: DIRECTIONS }) direction!: ChangeDirection;
  @ApiProperty({ enum: CHANGE_TAKES_EFFECT }) takes_effect!: ChangeTakesEffect;
  @ApiProperty({ format: 'date-time' }) effective_at!: string;
  @ApiProperty({ example: 15.48, description: 'Given back for unused time' }) credit!: number;
  @ApiProperty({ example: 30.97, description: 'Charged for the rest of the period' }) charge!: number;
  @ApiProperty({ example: 15.49, description: 'charge − credit; below zero it becomes account credit' }) net!: number;
  @ApiProperty({ example: 15.49, description: 'What is to be paid now, tax included' }) amount_due!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ type: InvoiceView, nullable: true, description: 'The invoice it made' }) invoice!: InvoiceView | null;
  @ApiProperty(LOWERS) lowers!: LoweredInvoiceView[];
}

export class ChangedSubscriptionView extends SubscriptionView {
  @ApiProperty({ type: ProrationView, nullable: true, description: 'Null when neither plan nor seats were named' })
  proration!: ProrationView | null;
}

export class ChangePreviewView {
  @ApiProperty({ enum: DIRECTIONS }) direction!: ChangeDirection;
  @ApiProperty({ enum: CHANGE_TAKES_EFFECT }) takes_effect!: ChangeTakesEffect;
  @ApiProperty({ format: 'date-time' }) effective_at!: string;
  @ApiProperty({ example: 15.49, description: 'What the invoice asks for, tax included' }) amount_due!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({
    type: InvoicePreviewView,
    nullable: true,
    description: 'The invoice it would make; at the end of the period that is the next renewal, without its usage',
  })
  invoice!: InvoicePreviewView | null;

  @ApiProperty(LOWERS) lowers!: LoweredInvoiceView[];
}
