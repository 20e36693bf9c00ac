import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

interface OpenApi {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
  >;
  components: { schemas: Record<string, object> };
}

/** Holds every answer of a service against its own OpenAPI document (promise 49). */
export class OpenApiCheck {
  private readonly ajv = new Ajv({ strict: false, allErrors: true });
  private readonly routes: { pattern: RegExp; template: string }[];
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: OpenApi) {
    addFormats(this.ajv);
    this.routes = Object.keys(document.paths)
      // Fixed paths before those with parameters: /v1/subscriptions/me is not an id.
      .sort((a, b) => a.split('{').length - b.split('{').length)
      .map((template) => ({
        template,
        pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+').replace(/\/$/, '')}/?$`),
      }));
  }

  static async of(serviceUrl: string): Promise<OpenApiCheck> {
    return new OpenApiCheck((await (await fetch(`${serviceUrl}/docs-json`)).json()) as OpenApi);
  }

  /** Throws when the answer is not documented or does not fit. */
  assertFits(method: string, path: string, status: number, body: unknown): void {
    const template = this.routes.find(({ pattern }) => pattern.test(path.split('?')[0] ?? ''))?.template;
    const operation = template === undefined ? undefined : this.document.paths[template]?.[method.toLowerCase()];
    if (!template || !operation) return;
    const response = operation.responses[status];
    if (!response)
      throw new Error(
        `${method} ${template} answered ${status}, which its OpenAPI document does not name: ${JSON.stringify(body)}`,
      );
    const schema = response.content?.['application/json']?.schema;
    if (!schema || body === undefined) return;
    const validate = this.validatorFor(`${method} ${template} ${status}`, schema);
    if (!validate(body)) {
      throw new Error(
        `${method} ${template} ${status} does not fit its document: ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`,
      );
    }
  }

  private validatorFor(key: string, schema: object): ValidateFunction {
    let validate = this.validators.get(key);
    if (!validate) {
      validate = this.ajv.compile(withNulls({ ...schema, components: this.document.components }) as object);
      this.validators.set(key, validate);
    }
    return validate;
  }
}

/** OpenAPI 3.0 says `nullable: true` where JSON Schema says `null` is one of the types. */
function withNulls(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNulls);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withNulls(value)]));
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}
