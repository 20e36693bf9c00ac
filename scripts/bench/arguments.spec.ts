import { readBenchArguments } from './arguments';

const KNOWN = ['plans', 'queue'];

test('without words all scenarios run, three times five seconds, as a table', () => {
  expect(readBenchArguments([], KNOWN)).toMatchObject({ scenarios: [], output: 'table', seconds: 5, runs: 3 });
});

test('scenarios and options come in any order', () => {
  const words = ['queue', '--json', '--seconds', '9', 'plans', '--runs', '1', '--profile', 'here'];
  expect(readBenchArguments(words, KNOWN)).toMatchObject({
    scenarios: ['queue', 'plans'],
    output: 'json',
    seconds: 9,
    runs: 1,
    profileFolder: 'here',
  });
});

test.each([
  [['nonsense'], 'nonsense'],
  [['constructor'], 'constructor'],
  [['--seconds'], '--seconds'],
  [['--seconds', '0'], '--seconds'],
  [['--runs', '1.5'], '--runs'],
  [['--first-port', '40000'], '--first-port'],
  [['--profile'], '--profile'],
])('%j is refused by name', (words, name) => {
  expect(readBenchArguments(words, KNOWN)).toContain(name);
});
