export {
  AGGREGATIONS,
  CHARGE_MODELS,
  chargePriceIn,
  type Aggregation,
  type Charge,
  type ChargeModel,
  type ChargePrice,
  type PlanNotInCurrency,
  type Pricing,
  type Tier,
} from './charge';
export type { ChargeProblem, ChargeProblemCode } from './charge-fields';
export {
  isGranted,
  parseFeatureGrants,
  type FeatureGrant,
  type FeatureGrants,
  type FeatureRefusal,
} from './feature-grant';
export { limitAsSold, limitMax, parseFeatureLimit, type FeatureLimit, type FeatureLimitRefusal } from './feature-limit';
export { BILL_IN, periodPrice, priceIn, type BillIn, type Plan } from './plan';
export { readCharges, type ChargesRefusal } from './read-charges';
