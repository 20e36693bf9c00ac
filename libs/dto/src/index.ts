export { IsAmount, readAmount, wireAmount, wireAmountOfMinor } from './http/amount';
