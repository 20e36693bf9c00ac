import type { Instant } from '@libs/calendar';

export const ACCOUNT_STATUSES = ['current', 'warning', 'blocked'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

export type VatIdStatus = 'unverified' | 'valid' | 'invalid';

/** Lines of a postal address as they are printed on invoices; what country and region mean for tax is beside them. */
export type PostalAddress = Readonly<Partial<Record<'line1' | 'line2' | 'city' | 'postal_code', string>>>;

/** Who is billed. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** ISO 4217; never changes. */
  readonly currency: string;
  /** IANA name; calendar arithmetic of this account is done in it. */
  readonly timeZone: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly region: string | null;
  readonly address: PostalAddress | null;
  readonly taxExempt: boolean;
  readonly vatId: string | null;
  readonly vatIdStatus: VatIdStatus | null;
  readonly externalKey: string | null;
  readonly status: AccountStatus;
  /** Stops dunning while a payment is contested. */
  readonly disputeHold: boolean;
  /** Days from issue to due date. */
  readonly paymentTermsDays: number;
  readonly defaultPaymentMethod: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: Instant;
  /** Soft: the row stays for its financial records. */
  readonly deletedAt: Instant | null;
}

/** What a new account may be given; the rest has defaults (USD, UTC). */
export interface NewAccount {
  email: string;
  name: string;
  currency?: string | undefined;
  timezone?: string | undefined;
  country?: string | undefined;
  region?: string | undefined;
  address?: PostalAddress | undefined;
  taxExempt?: boolean | undefined;
  vatId?: string | undefined;
  externalKey?: string | undefined;
  paymentTermsDays?: number | undefined;
  metadata?: Readonly<Record<string, string>> | undefined;
}

/** What may change later; `null` clears. */
export type AccountChange = Partial<
  Pick<
    Account,
    | 'email'
    | 'name'
    | 'timeZone'
    | 'country'
    | 'region'
    | 'address'
    | 'taxExempt'
    | 'vatId'
    | 'vatIdStatus'
    | 'externalKey'
    | 'paymentTermsDays'
    | 'disputeHold'
    | 'metadata'
  >
>;
