import type { BillIn } from '@libs/billing/catalog';
import type { CycleUnit } from '@libs/calendar';

/** A plan as somebody writes it, not checked yet. Amounts are in major units, as number or decimal text. */
export interface PlanDraft {
  /** Only seeds choose it. */
  id?: number | undefined;
  code: string;
  family?: string | undefined;
  name: string;
  price: number | string;
  currency: string;
  cycleUnit: CycleUnit;
  description?: string | null | undefined;
  /** Prices in further currencies. */
  prices?: Readonly<Record<string, number | string>> | undefined;
  cycleCount?: number | undefined;
  trialPeriodDays?: number | undefined;
  isPerSeat?: boolean | undefined;
  features?: object | undefined;
  /** What usage costs; the kernel reads and checks it. */
  charges?: readonly unknown[] | undefined;
  billIn?: BillIn | undefined;
  isActive?: boolean | undefined;
  metadata?: Readonly<Record<string, string>> | undefined;
}

/** What may change later; members that are undefined stay as they are. */
export type PlanChange = Partial<Omit<PlanDraft, 'id' | 'code' | 'family'>>;
