export interface BenchArguments {
  /** Empty: all of them. */
  scenarios: string[];
  output: 'table' | 'json' | 'markdown';
  seconds: number;
  runs: number;
  /** The first of the ports that are used; 100 above it are ours. */
  firstPort: number;
  /** Folder for CPU profiles of the services, one file per process and scenario. */
  profileFolder: string | undefined;
}

export const USAGE = `Usage: npm run bench -- [scenario …] [--json | --markdown] [--seconds 5] [--runs 3] [--first-port 26600] [--profile <folder>]`;

const NUMBERS: Readonly<Record<string, { member: 'seconds' | 'runs' | 'firstPort'; min: number; max: number }>> = {
  '--seconds': { member: 'seconds', min: 1, max: 600 },
  '--runs': { member: 'runs', min: 1, max: 99 },
  '--first-port': { member: 'firstPort', min: 1024, max: 32_600 },
};

/** Reads the command line; a text is what is wrong with it. */
export function readBenchArguments(words: readonly string[], known: readonly string[]): BenchArguments | string {
  const read: BenchArguments = {
    scenarios: [],
    output: 'table',
    seconds: 5,
    runs: 3,
    firstPort: 26_600,
    profileFolder: undefined,
  };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const number = Object.hasOwn(NUMBERS, word) ? NUMBERS[word] : undefined;
    if (number) {
      const value = Number(left.shift());
      if (!Number.isInteger(value) || value < number.min || value > number.max) {
        return `${word} takes a whole number from ${number.min} to ${number.max}.`;
      }
      read[number.member] = value;
    } else if (word === '--json' || word === '--markdown') read.output = word === '--json' ? 'json' : 'markdown';
    else if (word === '--profile') {
      read.profileFolder = left.shift();
      if (!read.profileFolder) return '--profile takes a folder.';
    } else if (known.includes(word)) read.scenarios.push(word);
    else return `There is no scenario or option "${word}". Scenarios: ${known.join(', ')}.`;
  }
  return read;
}
