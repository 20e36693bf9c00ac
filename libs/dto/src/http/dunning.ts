import { ApiProperty } from '@nestjs/swagger';

const STATES = ['not_dunned', 'active', 'held', 'ended'] as const;
const STEPS = ['fall_due', 'new_method', 'retry', 'warn', 'block', 'cancel'] as const;
const SKIPS = ['has_payment_method', 'no_payment_method', 'hard_decline', 'overtaken'] as const;
const KINDS = ['hard', 'soft'] as const;
const INVOICE_STATUSES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;
const ACCOUNT_STATUSES = ['current', 'warning', 'blocked'] as const;

export class DunningStepView {
  @ApiProperty({ enum: STEPS, example: 'retry' })
  step!: (typeof STEPS)[number];
  @ApiProperty({ format: 'date-time', example: '2026-02-13T09:00:00Z' })
  at!: string;
  @ApiProperty({ type: Number, nullable: true, example: 1, description: 'Which retry it is, from 1' })
  retry!: number | null;
  @ApiProperty({
    enum: SKIPS,
    nullable: true,
    example: null,
    description: 'Why it will be passed over, as things stand',
  })
  skipped!: (typeof SKIPS)[number] | null;
  @ApiProperty({ example: 'Retry 1 of 4, 3 days after the first declined charge.' })
  explanation!: string;
}

/** What dunning did about an invoice, and what it will do. */
export class DunningView {
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000000' })
  invoice_id!: string;
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000001' })
  account_id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '0197c1d2-6f00-7000-8000-000000000002' })
  subscription_id!: string | null;
  @ApiProperty({ enum: INVOICE_STATUSES, example: 'open' })
  invoice_status!: (typeof INVOICE_STATUSES)[number];
  @ApiProperty({ enum: ACCOUNT_STATUSES, example: 'current' })
  account_status!: (typeof ACCOUNT_STATUSES)[number];
  @ApiProperty({
    enum: STATES,
    example: 'active',
    description:
      '`not_dunned`: a first invoice, or that of a change, which is not in force before it is paid. `held`: a dispute stops everything',
  })
  state!: (typeof STATES)[number];
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-02-10T09:00:00Z' })
  due_date!: string | null;
  @ApiProperty({ example: 1, description: 'Declined charges so far' })
  failures!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-02-10T09:00:02Z' })
  first_failed_at!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'insufficient_funds' })
  last_failure_code!: string | null;
  @ApiProperty({ enum: KINDS, nullable: true, example: 'soft', description: '`hard`: that card is not tried again' })
  last_failure_kind!: (typeof KINDS)[number] | null;
  @ApiProperty({ example: 0, description: 'Retries behind it, tried or passed over' })
  retries_done!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  warned_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  blocked_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  canceled_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  ended_at!: string | null;
  @ApiProperty({ type: [DunningStepView], description: 'What is to come while it stays unpaid, the next first' })
  steps!: DunningStepView[];
}
