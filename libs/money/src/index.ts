export { CURRENCY_CODES, currency, knownCurrency, type Currency, type CurrencyRefusal } from './currency';
export { decimalsOf, decimalTextOf, type DecimalRefusal } from './decimal-text';
export { allocate, multiplyByFraction, roundToSum } from './divide';
export { INPUT_MINOR_MAX, Money, type MoneyRefusal } from './money';
export { RATE_DECIMALS_MAX, RATE_SCALE, Rate, roundHalfAwayFromZero, type RateRefusal } from './rate';
