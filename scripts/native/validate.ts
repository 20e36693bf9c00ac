import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv } from 'ajv';
import { ConfigurationMistaken, loadConfig } from '@libs/config';
import { parse } from 'yaml';
import type { Arguments } from './arguments';
import { COMPOSE_SCHEMA, type ComposeFile } from './compose-schema';
import { composeFileOf } from './container-engine';
import { readSecrets } from './secrets';

/** The `validate` action: configuration, compose file, images. Prints every mistake; 1 if there is one. */
export async function validate({ environment }: Arguments, checkout: string): Promise<number> {
  const secrets = readSecrets(environment);
  const mistakes = [
    ...unfilled(secrets),
    ...configurationMistakes({ ...secrets, ...process.env, BILLING_ENV: environment }),
    ...(environment === 'test' ? [] : composeMistakes(composeFileOf(checkout, environment), checkout)),
  ];
  for (const mistake of mistakes) console.error(`- ${mistake}`);
  console.log(mistakes.length === 0 ? `${environment} is valid.` : `${environment} has ${mistakes.length} mistake(s).`);
  return mistakes.length === 0 ? 0 : 1;
}

const unfilled = (secrets: NodeJS.ProcessEnv) =>
  Object.keys(secrets)
    .filter((name) => secrets[name] === 'CHANGE-ME')
    .map((name) => `${name} is still CHANGE-ME in the secrets file.`);

function configurationMistakes(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationMistaken) return error.mistakes;
    throw error;
  }
}

/** Form by the schema; then what a schema cannot say: files and services that are named exist. */
export function composeMistakes(path: string, checkout: string): string[] {
  const name = basename(path);
  if (!existsSync(path)) return [`${name} is missing.`];
  const file = parse(readFileSync(path, 'utf8'), { merge: true }) as ComposeFile;
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  if (!ajv.validate(COMPOSE_SCHEMA, file)) {
    return (ajv.errors ?? []).map(
      ({ instancePath, message }) => `${name}: ${instancePath || 'the file'} ${message ?? ''}.`,
    );
  }
  const services = Object.entries(file.services);
  return [
    ...services.flatMap(([service, { build }]) => {
      const dockerfile = build?.dockerfile;
      return dockerfile && !existsSync(join(checkout, dockerfile))
        ? [`${name}: ${service}: ${dockerfile} is missing.`]
        : [];
    }),
    ...services.flatMap(([service, { depends_on: others = {} }]) =>
      Object.keys(others)
        .filter((other) => !(other in file.services))
        .map((other) => `${name}: ${service} depends on ${other}, which is no service.`),
    ),
    ...services.flatMap(([service, { volumes = [] }]) =>
      volumes
        .map((volume) => volume.split(':')[0] ?? '')
        .filter((source) => /^\w/.test(source) && !(source in (file.volumes ?? {})))
        .map((source) => `${name}: ${service} mounts the volume ${source}, which is not declared.`),
    ),
  ];
}
