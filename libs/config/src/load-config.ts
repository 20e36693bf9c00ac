import { assembleConfig } from './assemble-config';
import { ENVIRONMENTS, type Config, type EnvironmentName } from './config';
import { fillPlaceholders, findEnvironmentsDirectory, readEnvFile } from './env-file';
import { developmentSecretsIn, productionMistakes } from './production-rules';
import { readQueueOverrides, QUEUE_OVERRIDE_NAME } from './queue-overrides';
import type { Setting } from './setting';
import { SETTINGS, SETTINGS_BY_NAME, type SettingValues } from './settings';

/** All that is wrong with a configuration, at once, one line each. Values are never quoted: they may be secrets. */
export class ConfigurationMistaken extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(
      `The configuration has ${mistakes.length} mistake(s):\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`,
    );
    this.name = 'ConfigurationMistaken';
  }
}

/**
 * Reads `base.env`, then `<BILLING_ENV>.env`, then the process's own variables; later ones win.
 * `BILLING_SERVICE` (subscription, payment, simulator, dashboard) lets a process start without the secrets of the
 * others; unset, everything is required. Throws `ConfigurationMistaken` with every mistake.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, directory = findEnvironmentsDirectory()): Config {
  const environment = ENVIRONMENTS.find((name) => name === env.BILLING_ENV);
  if (!environment) throw new ConfigurationMistaken([`BILLING_ENV must be one of ${ENVIRONMENTS.join(', ')}.`]);

  const mistakes: string[] = [];
  const texts = readTexts(environment, directory, env, mistakes);
  const values = parseAll(texts, env, mistakes);
  const overrides = readQueueOverrides(texts, mistakes);
  if (environment === 'staging' || environment === 'production') {
    mistakes.push(...developmentSecretsIn(texts, directory));
  }
  if (environment === 'production') mistakes.push(...productionMistakes(texts));
  if (texts.get('MAIL_TRANSPORT') === 'smtp' && !texts.get('SMTP_URL') && isNeeded(SETTINGS.SMTP_URL, env)) {
    mistakes.push('SMTP_URL is required with MAIL_TRANSPORT=smtp.');
  }
  if (mistakes.length > 0) throw new ConfigurationMistaken(mistakes);
  return assembleConfig(environment, values as SettingValues, overrides);
}

/** The text of each variable after the three layers are laid over each other and placeholders are filled. */
function readTexts(environment: EnvironmentName, directory: string, env: NodeJS.ProcessEnv, mistakes: string[]) {
  const raw = new Map<string, string>();
  for (const layer of ['base', environment]) {
    const file = readEnvFile(directory, `${layer}.env`);
    if (!file) {
      mistakes.push(`config/environments/${layer}.env is missing.`);
      continue;
    }
    if (file.marker !== layer) {
      mistakes.push(
        `${layer}.env says ENVIRONMENT=${file.marker ?? ''}: it is another environment's file; put back the right one.`,
      );
    }
    mistakes.push(...file.mistakes);
    for (const [name, text] of file.entries) {
      if (isKnown(name)) raw.set(name, text);
      else mistakes.push(`${layer}.env: ${name} is not a variable of this system.`);
    }
  }
  const texts = new Map<string, string>();
  for (const [name, text] of raw) {
    // What the process itself says is taken as it is: a password may hold any characters.
    const own = env[name];
    const { value, missing } = own === undefined ? fillPlaceholders(text, env) : { value: own, missing: [] };
    const setting = SETTINGS_BY_NAME.get(name);
    const dispensable = setting && (setting.optional || !isNeeded(setting, env));
    const others = missing.filter((variable) => variable !== name);
    texts.set(name, missing.length === 0 ? value : '');
    if (others.length > 0 && !dispensable)
      mistakes.push(`${name} needs ${others.join(' and ')} in the process's variables.`);
  }
  for (const [name, text] of Object.entries(env)) {
    if (text !== undefined && isKnown(name)) texts.set(name, text);
  }
  return texts;
}

function parseAll(texts: ReadonlyMap<string, string>, env: NodeJS.ProcessEnv, mistakes: string[]) {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of SETTINGS_BY_NAME) {
    const text = texts.get(name);
    if (text) {
      const parsed = setting.parse(text);
      if (parsed.ok) values[name] = parsed.value;
      else mistakes.push(`${name} ${parsed.error}.`);
    } else if (!setting.optional && isNeeded(setting, env) && !isMissingAlreadyTold(name, mistakes)) {
      mistakes.push(`${name} is not set (${setting.sentence})`);
    }
  }
  return values;
}

const isKnown = (name: string) => SETTINGS_BY_NAME.has(name) || QUEUE_OVERRIDE_NAME.test(name);
const isMissingAlreadyTold = (name: string, mistakes: string[]) => mistakes.some((m) => m.startsWith(`${name} needs `));

function isNeeded(setting: Setting<unknown>, env: NodeJS.ProcessEnv): boolean {
  if (!setting.services || !env.BILLING_SERVICE) return true;
  return setting.services.some((service) => service === env.BILLING_SERVICE);
}
