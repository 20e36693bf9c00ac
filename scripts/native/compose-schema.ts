/** The part of the Compose Specification our files use; whatever else stands in one is a mistake. */
export interface ComposeFile {
  services: Record<
    string,
    { build?: { dockerfile: string }; depends_on?: Record<string, unknown>; volumes?: string[] }
  >;
  volumes?: Record<string, unknown>;
}

const text = { type: 'string' };
const scalar = { type: ['string', 'number', 'boolean', 'null'] };
const texts = { type: 'array', items: text };
const words = { anyOf: [text, texts] };
const duration = { type: 'string', pattern: '^\\d+(ms|s|m|h)$' };
const closed = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const mapOf = (value: unknown) => ({ type: 'object', additionalProperties: value });

const resources = closed({
  cpus: { type: 'string', pattern: '^[0-9.]+$' },
  memory: { type: 'string', pattern: '^\\d+[kmgKMG]$' },
});

const service = closed({
  image: text,
  build: closed({ context: text, dockerfile: text, target: text, args: mapOf(scalar) }, ['context', 'dockerfile']),
  command: words,
  entrypoint: words,
  environment: mapOf(scalar),
  env_file: words,
  user: text,
  init: { type: 'boolean' },
  read_only: { type: 'boolean' },
  tmpfs: words,
  restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
  stop_grace_period: duration,
  shm_size: text,
  cap_drop: texts,
  security_opt: texts,
  profiles: texts,
  ports: { type: 'array', items: { type: 'string', pattern: '^(\\S+:)?\\d+(-\\d+)?:\\d+$' } },
  volumes: { type: 'array', items: { type: 'string', pattern: '^(\\$\\{[^}]+\\}|[^:]+):[^:]+(:ro)?$' } },
  depends_on: mapOf(
    closed({ condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] } }, [
      'condition',
    ]),
  ),
  healthcheck: closed(
    {
      test: words,
      interval: duration,
      timeout: duration,
      retries: { type: 'integer', minimum: 1 },
      start_period: duration,
    },
    ['test'],
  ),
  deploy: closed({
    replicas: { type: 'integer', minimum: 0 },
    resources: closed({ limits: resources, reservations: resources }),
    update_config: closed({ parallelism: { type: 'integer' }, order: { enum: ['start-first', 'stop-first'] } }),
  }),
  logging: closed({ driver: text, options: mapOf(text) }),
});

const root = closed({ name: text, services: mapOf(service), volumes: mapOf({ type: ['object', 'null'] }) }, [
  'services',
]);
export const COMPOSE_SCHEMA = { ...root, patternProperties: { '^x-': {} } };
