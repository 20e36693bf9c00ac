export { currency, knownCurrency } from './currency';
export { decimalsOf, decimalTextOf } from './decimal-text';
export { allocate, multiplyByFraction, roundToSum } from './divide';
export { INPUT_MINOR_MAX, Money } from './money';
export { RATE_DECIMALS_MAX, RATE_SCALE, Rate, roundHalfAwayFromZero } from './rate';
