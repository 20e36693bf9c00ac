import { ENVIRONMENTS, type EnvironmentName } from '@libs/config';

export interface Arguments {
  environment: EnvironmentName;
  action: string;
  engine: 'containers' | 'native' | undefined;
  service: string | undefined;
  follow: boolean;
}

/** Reads the command line; a mistake comes back as the sentence that says so. */
export function readArguments(words: readonly string[], actions: readonly string[]): Arguments | string {
  const read: Partial<Arguments> & { follow: boolean } = { follow: false };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '-e' || word === '--environment') {
      const name = rest.shift();
      const environment = ENVIRONMENTS.find((candidate) => candidate === name);
      if (!environment) return `The environment is one of ${ENVIRONMENTS.join(', ')}.`;
      read.environment = environment;
    } else if (word === '-s' || word === '--service') {
      read.service = rest.shift();
      if (!read.service) return 'Name a service after -s.';
    } else if (word === '-f' || word === '--follow') read.follow = true;
    else if (word === '--containers' || word === '--native')
      read.engine = word === '--native' ? 'native' : 'containers';
    else if (actions.includes(word) && !read.action) read.action = word;
    else return `I do not know "${word}".`;
  }
  if (!read.environment) return 'Say which environment with -e.';
  if (!read.action) return 'Say what to do.';
  return {
    environment: read.environment,
    action: read.action,
    engine: read.engine,
    service: read.service,
    follow: read.follow,
  };
}
