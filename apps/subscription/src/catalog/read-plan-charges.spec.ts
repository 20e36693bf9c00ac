import { Money } from '@libs/money';
import { changedCharges } from './read-plan-charges';

const USD = [Money.ofMinor(2999n, 'USD')];
const BOTH = [...USD, Money.ofMinor(2750n, 'EUR')];
const CALLS = { metric: 'api_calls', aggregation: 'sum', model: 'standard', unit_amount: '0.001' };
const none = { currency: 'USD', charges: [], chargesWire: [] };

function fieldsOf(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return (error as { fields?: object[] }).fields?.map((each) => Object.values(each).slice(0, 2));
  }
  return 'accepted';
}

describe('what a change makes of the charges', () => {
  it('keeps them when nothing is said, and takes all away when told so', () => {
    const kept = { currency: 'USD', ...changedCharges(none, { charges: [CALLS] }, USD) };
    expect(kept.chargesWire).toEqual([CALLS]);
    expect(changedCharges(kept, {}, USD)).toEqual({ charges: kept.charges, chargesWire: kept.chargesWire });
    expect(changedCharges(kept, { charges: [] }, USD)).toEqual({ charges: [], chargesWire: [] });
  });

  it.each<[string, unknown[], Money[], unknown]>([
    ['no metric', [{ ...CALLS, metric: undefined }], USD, [['charges[0].metric', 'required']]],
    ['a member nobody knows', [{ ...CALLS, price: 1 }], USD, [['charges[0].price', 'unknown_field']]],
    ['a number', [7], USD, [['charges[0]', 'not_an_object']]],
    ['no price in a currency of the plan', [CALLS], BOTH, [['charges[0].prices.EUR', 'no_price_in_currency']]],
    ['a price in each', [{ ...CALLS, prices: { EUR: { unit_amount: 0.0009 } } }], BOTH, 'accepted'],
  ])('%s', (_, charges, prices, expected) => {
    expect(fieldsOf(() => changedCharges(none, { charges }, prices))).toEqual(expected);
  });

  it('wants them anew in another own currency: the amounts were in the old one', () => {
    const kept = { currency: 'USD', ...changedCharges(none, { charges: [CALLS] }, USD) };
    expect(fieldsOf(() => changedCharges(kept, {}, [...BOTH].reverse()))).toEqual([['charges', 'required']]);
  });
});
