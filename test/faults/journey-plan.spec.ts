import { planJourney } from './journey-plan';
import { Random } from './random';

it('a client does the same for the same seed', () => {
  const of = (seed: string) =>
    Array.from({ length: 20 }, (_, at) => planJourney(new Random(seed).fork(`journey ${at}`)));
  expect(of('7')).toEqual(of('7'));
  expect(of('7')).not.toEqual(of('8'));
});
