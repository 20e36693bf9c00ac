export { AGGREGATIONS, CHARGE_MODELS, chargePriceIn, type Charge } from './charge';
export type { ChargeProblem, ChargeProblemCode } from './charge-fields';
export { isGranted, parseFeatureGrants, type FeatureGrant, type FeatureGrants } from './feature-grant';
export { limitAsSold, limitMax, parseFeatureLimit, type FeatureLimit } from './feature-limit';
export { BILL_IN, haveSameCharges, periodPrice, priceIn, type BillIn, type Plan } from './plan';
export { readCharges } from './read-charges';
