import { AGGREGATIONS, CHARGE_MODELS } from '@libs/billing/catalog';

const decimal = (description: string) => ({ oneOf: [{ type: 'number' }, { type: 'string' }], description });
const amount = (description: string) => decimal(`${description}; in the plan's currency`);

const TIER = {
  type: 'object' as const,
  required: ['up_to'],
  properties: {
    up_to: { ...decimal('Where the tier ends, included; null for the last one'), nullable: true },
    unit_amount: decimal('Price of a unit, or of a started package; up to 12 decimals'),
    flat_amount: amount('Due once when the tier is entered; the price of a stairstep'),
    package_size: decimal('Units of a package'),
    rate: decimal('Percent of a monetary quantity; 20 is 20 %'),
  },
};

/** What a price holds, in one currency. */
const AMOUNTS = {
  unit_amount: decimal('Price of a unit, or of a started package; up to 12 decimals'),
  tiers: { type: 'array' as const, items: TIER },
  fixed_amount: amount('Percentage: for each event'),
  minimum_per_event: amount('Percentage: what an event costs at least'),
  maximum_per_event: amount('Percentage: what an event costs at most'),
  minimum_amount: amount('What a period costs at least'),
  maximum_amount: amount('What a period costs at most'),
};

/** The contract's charge. The kernel reads and checks it, so that only the shape is written here. */
const CHARGE = {
  type: 'object' as const,
  required: ['metric', 'aggregation', 'model'],
  properties: {
    metric: { type: 'string' as const, pattern: '^[a-z][a-z0-9_]{0,62}$' },
    aggregation: { type: 'string' as const, enum: [...AGGREGATIONS] },
    property: { type: 'string' as const, description: 'What `unique` counts the values of' },
    model: { type: 'string' as const, enum: [...CHARGE_MODELS] },
    included: decimal('Free before anything is priced'),
    ...AMOUNTS,
    package_size: decimal('Units of a package'),
    rate: decimal('Percent of a monetary quantity; 20 is 20 %'),
    included_events: { type: 'integer' as const, minimum: 0, description: 'Percentage: events that are free' },
    prices: {
      type: 'object' as const,
      additionalProperties: { type: 'object' as const, properties: AMOUNTS },
      description: 'The same amounts in further currencies',
    },
  },
};

export const CHARGES_SCHEMA = {
  type: 'array' as const,
  items: CHARGE,
  example: [{ metric: 'api_calls', aggregation: 'sum', model: 'standard', included: 100_000, unit_amount: 0.001 }],
};

export const CHARGES_TEXT = 'What usage costs, billed in arrears with one line each';
