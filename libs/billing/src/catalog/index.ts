export {
  isGranted,
  parseFeatureGrants,
  type FeatureGrant,
  type FeatureGrants,
  type FeatureRefusal,
} from './feature-grant';
export { limitAsSold, limitMax, parseFeatureLimit, type FeatureLimit, type FeatureLimitRefusal } from './feature-limit';
export { BILL_IN, periodPrice, priceIn, type BillIn, type Plan, type PlanNotInCurrency } from './plan';
