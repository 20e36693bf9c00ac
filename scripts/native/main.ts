import { ConfigurationMistaken, ENVIRONMENTS } from '@libs/config';
import { ACTIONS } from './actions';
import { readArguments } from './arguments';
import { CannotContinue } from './run-folder';

const USAGE = `Usage: ./scripts/env-manager.sh -e <environment> <action> [--containers | --native]

environments: ${ENVIRONMENTS.join(', ')}
actions:
${Object.entries(ACTIONS)
  .map(([name, { sentence }]) => `  ${name.padEnd(9)} ${sentence}`)
  .join('\n')}
`;

async function main(): Promise<number> {
  const read = readArguments(process.argv.slice(2), Object.keys(ACTIONS));
  if (typeof read === 'string') {
    console.error(`${read}\n\n${USAGE}`);
    return 2;
  }
  try {
    return (await ACTIONS[read.action]?.run(read, process.cwd())) ?? 2;
  } catch (error) {
    if (!(error instanceof CannotContinue) && !(error instanceof ConfigurationMistaken)) throw error;
    console.error(error.message);
    return 1;
  }
}

if (require.main === module) {
  void main().then((status) => {
    process.exitCode = status;
  });
}
