import { readArguments } from './arguments';

const read = (line: string) => readArguments(line.split(' '), ['start', 'logs']);

describe('readArguments', () => {
  it('takes the words in any order', () => {
    const expected = { environment: 'test', action: 'logs', engine: 'native', service: 'redis', follow: true };
    expect(read('-e test logs -s redis -f --native')).toEqual(expected);
    expect(read('logs --native -f -s redis -e test')).toEqual(expected);
  });

  it.each([
    ['start', 'which environment'],
    ['-e prod start', 'is one of'],
    ['-e test', 'what to do'],
    ['-e test toString', 'do not know "toString"'],
    ['-e test start stop', 'do not know "stop"'],
    ['-e test logs -s', 'Name a service'],
  ])('says what is wrong with "%s"', (line, sentence) => {
    expect(read(line)).toContain(sentence);
  });
});
