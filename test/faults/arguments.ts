import { randomInt } from 'node:crypto';

export interface FaultArguments {
  seconds: number;
  seed: string;
  clients: number;
  /** The first of 100 ports that are used. */
  firstPort: number;
  /** How long nothing breaks before the books are compared. */
  quietSeconds: number;
  /** Ends the quiet as soon as nothing is left to do: for a short run. */
  endsQuietEarly: boolean;
  /** PostgreSQL lies on a small disk that is filled, and nothing else breaks (promise 8). Needs root. */
  fillsDisk: boolean;
  /** Named for the report; it was built in before. */
  mutant: string | undefined;
  /** Keeps the folder of the run even when all is well. */
  keeps: boolean;
}

export const USAGE = `Usage: npm run test:faults -- [--minutes 2] [--seed <number>] [--clients 8] [--quiet 60] [--settle] [--full-disk] [--mutant <name>] [--first-port 26800] [--keep]`;

const SEED_MAX = 1_000_000_000;

type NumberName = 'seconds' | 'seed' | 'clients' | 'firstPort' | 'quietSeconds';
const NUMBERS: Readonly<Record<string, { name: NumberName; min: number; max: number; scale?: number }>> = {
  '--minutes': { name: 'seconds', min: 0.1, max: 600, scale: 60 },
  '--seed': { name: 'seed', min: 0, max: SEED_MAX },
  '--clients': { name: 'clients', min: 1, max: 100 },
  '--first-port': { name: 'firstPort', min: 1024, max: 32_600 },
  '--quiet': { name: 'quietSeconds', min: 1, max: 600 },
};

/** Reads the command line; a text is what is wrong with it. */
export function readFaultArguments(words: readonly string[]): FaultArguments | string {
  const numbers = { seconds: 120, seed: randomInt(SEED_MAX), clients: 8, firstPort: 26_800, quietSeconds: 60 };
  let mutant: string | undefined;
  let keeps = false;
  let endsQuietEarly = false;
  let fillsDisk = false;
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const number = Object.hasOwn(NUMBERS, word) ? NUMBERS[word] : undefined;
    if (number) {
      const value = Number(left.shift());
      if (!(value >= number.min && value <= number.max))
        return `${word} takes a number from ${number.min} to ${number.max}.`;
      numbers[number.name] = Math.round(value * (number.scale ?? 1));
    } else if (word === '--mutant') mutant = left.shift();
    else if (word === '--keep') keeps = true;
    else if (word === '--full-disk') fillsDisk = true;
    else if (word === '--settle') endsQuietEarly = true;
    else return `There is no option "${word}".`;
  }
  return { ...numbers, seed: String(numbers.seed), mutant, keeps, endsQuietEarly, fillsDisk };
}
