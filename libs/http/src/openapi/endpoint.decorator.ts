import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtension,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  ApiSecurity,
  getSchemaPath,
} from '@nestjs/swagger';
import { ERRORS, statusOf, type ErrorCode } from '@libs/errors';
import { accessOf, type Operation } from '../access/roles';

export const ENDPOINT = Symbol('endpoint');

export interface EndpointOptions {
  /** Row of the role table. */
  operation: Operation;
  summary: string;
  description?: string;
  /** 200 unless said otherwise. */
  status?: 200 | 201 | 202 | 204;
  /** Other success statuses that may be answered, with what they mean. */
  alsoAnswers?: Partial<Record<200 | 201 | 202, string>>;
  /** The class of `data`; `[Class]` for a plain array; `{page: Class}` for a list with a cursor. */
  answer?: Type | [Type] | { page: Type };
  /** The answer is a file of this media type instead, such as `text/csv`, without an envelope. */
  file?: string;
  /** A file of this media type that may be asked for instead of the envelope, such as `text/csv`. */
  orFile?: string;
  /** Refusals besides those every endpoint shares. */
  errors?: readonly ErrorCode[];
  /** How Idempotency-Key is honored on this POST: around the whole handler, or by the use case itself. */
  idempotency?: 'around' | 'own';
  /** The answer carries a secret: it is stored encrypted for replay. */
  secretAnswer?: boolean;
  /** Login and the like: the stricter limit per address. */
  strictLimit?: boolean;
  /** A public endpoint for machines that must never be told to wait: probes, keys, the gateway's own webhooks. */
  unlimited?: boolean;
}

const SHARED: readonly ErrorCode[] = [
  'rate_limited',
  'internal_error',
  'dependency_unavailable',
  'outcome_unknown',
  'overloaded',
];

/** One decorator says who may call an endpoint, what it answers, and every way it refuses; OpenAPI and the guards read it. */
export function Endpoint(options: EndpointOptions): MethodDecorator {
  const access = accessOf(options.operation);
  const codes = new Set<ErrorCode>([...(options.errors ?? []), ...SHARED]);
  if (access !== 'public' && access !== 'signed') codes.add('unauthenticated').add('token_expired');
  if (Array.isArray(access)) codes.add('forbidden');
  return (target, key, descriptor) => {
    applyDecorators(
      SetMetadata(ENDPOINT, options),
      HttpCode(options.status ?? 200),
      ApiOperation({
        operationId: `${options.operation.split('.')[0]}_${String(key)}`,
        summary: options.summary,
        description: describe(options),
      }),
      ApiExtension('x-operation', options.operation),
      ...successResponses(options),
      ...errorResponses([...codes]),
      ...security(access),
    )(target, key, descriptor);
  };
}

function describe(options: EndpointOptions): string {
  const access = accessOf(options.operation);
  const who = Array.isArray(access)
    ? access.join(', ')
    : access === 'signed'
      ? 'the other service (signed)'
      : 'everyone';
  return `${options.description ?? ''}\n\nWho may call: ${who}.`.trim();
}

function security(access: ReturnType<typeof accessOf>): MethodDecorator[] {
  if (access === 'public') return [];
  if (access !== 'signed') return [ApiBearerAuth(), ApiSecurity('api_key')];
  return [
    ApiHeader({ name: 'X-Webhook-Timestamp', required: true }),
    ApiHeader({ name: 'X-Webhook-Signature', required: true }),
  ];
}

function successResponses(options: EndpointOptions): MethodDecorator[] {
  const status = options.status ?? 200;
  if (status === 204) return [ApiResponse({ status, description: 'Done; nothing to say.' })];
  const { file } = options;
  if (file !== undefined) return [ApiResponse({ status, description: options.summary, content: { [file]: FILE } })];
  const models = modelOf(options);
  const schema = successSchema(options);
  const also = Object.entries(options.alsoAnswers ?? {}) as [string, string][];
  return [
    ...(models ? [ApiExtraModels(models) as MethodDecorator] : []),
    ApiResponse({ status, description: options.summary, ...bodyOf(schema, options.orFile) }),
    ...also.map(([other, description]) => ApiResponse({ status: Number(other), description, schema })),
  ];
}

function bodyOf(schema: ReturnType<typeof successSchema>, orFile: string | undefined) {
  return orFile === undefined ? { schema } : { content: { 'application/json': { schema }, [orFile]: FILE } };
}

function modelOf(options: EndpointOptions): Type | undefined {
  const answer = options.answer;
  if (answer === undefined) return undefined;
  if (Array.isArray(answer)) return answer[0];
  return typeof answer === 'function' ? answer : answer.page;
}

function successSchema(options: EndpointOptions) {
  const model = modelOf(options);
  const item = model ? { $ref: getSchemaPath(model) } : { type: 'object', nullable: true };
  const isList = options.answer !== undefined && typeof options.answer !== 'function';
  const isPage = isList && !Array.isArray(options.answer);
  return {
    type: 'object',
    required: ['success', 'data', 'message', 'timestamp', ...(isPage ? ['pagination'] : [])],
    properties: {
      success: { type: 'boolean', enum: [true] },
      data: isList ? { type: 'array', items: item } : item,
      message: { type: 'string' },
      timestamp: { type: 'string', format: 'date-time' },
      ...(isPage ? { pagination: PAGINATION } : {}),
    },
  };
}

const FILE = { schema: { type: 'string', format: 'binary' } };

const PAGINATION = {
  type: 'object',
  required: ['has_more', 'next_cursor'],
  properties: { has_more: { type: 'boolean' }, next_cursor: { type: 'string', nullable: true } },
};

function errorResponses(codes: readonly ErrorCode[]): MethodDecorator[] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return [...byStatus].map(([status, group]) =>
    ApiResponse({
      status,
      description: group.map((code) => `\`${code}\`: ${ERRORS[code].sentence}`).join('\n\n'),
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/ErrorAnswer' }, examples: examplesOf(group) },
      },
    }),
  );
}

function examplesOf(codes: readonly ErrorCode[]): Record<string, { value: object }> {
  const example = (code: ErrorCode) => ({
    value: {
      success: false,
      error: ERRORS[code].sentence,
      details: { code, request_id: '0197c1d2-6f00-7000-8000-000000000000' },
      timestamp: '2026-02-01T00:00:00.000Z',
    },
  });
  return Object.fromEntries(codes.map((code) => [code, example(code)]));
}
