import { Instant } from '@libs/calendar';
import { readCharges } from '../catalog';
import { accepted } from '../testing';
import { aggregateUsage, rateUsage, type CountedEvent } from './index';
import ratedCharges from './vectors/rated-charges.json';

function eventOf(text: string): CountedEvent {
  const [happenedAt = '', id = '', quantity = '', user] = text.split(' ');
  return { id, happenedAt: Instant.of(happenedAt), quantity, properties: user === undefined ? {} : { u: user } };
}

describe('charges as a second implementation rates them', () => {
  test.each(ratedCharges.vectors.map((vector) => [vector.charge, vector] as const))('%s', (text, vector) => {
    const { currency } = vector;
    const [charge] = accepted(readCharges([{ metric: 'm', ...JSON.parse(text) }], currency));
    if (!charge) throw new Error('one charge was read');
    const [numerator = '', denominator = ''] = vector.share.split('/');
    const { lineTotal, missing } = rateUsage({
      charge,
      usage: aggregateUsage(charge, vector.events.map(eventOf)),
      currency,
      share: { numerator: BigInt(numerator), denominator: BigInt(denominator) },
    });
    expect([lineTotal.minor, missing?.lineTotal.minor ?? 0n].map(Number)).toEqual([vector.usage, vector.minimum]);
  });
});
