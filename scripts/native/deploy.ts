import type { Arguments } from './arguments';
import { compose, whyNoContainers } from './container-engine';
import { validate } from './validate';

/** Starts staging or production in containers, after everything about it has been checked. */
export async function deploy(args: Arguments, checkout: string): Promise<number> {
  if (args.environment !== 'staging' && args.environment !== 'production') {
    console.error(
      `${args.environment} is started, not deployed: ./scripts/env-manager.sh -e ${args.environment} start`,
    );
    return 1;
  }
  const obstacle = whyNoContainers();
  if (obstacle) console.error(`Cannot deploy from here: ${obstacle}.`);
  const isValid = (await validate(args, checkout)) === 0;
  if (obstacle || !isValid) return 1;
  compose(checkout, args.environment, ['up', '-d', '--build', '--wait', '--remove-orphans']);
  return 0;
}
