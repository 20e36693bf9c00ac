import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const ERROR_ANSWER = {
  type: 'object',
  required: ['success', 'error', 'details', 'timestamp'],
  properties: {
    success: { type: 'boolean', enum: [false] },
    error: { type: 'string', description: 'One sentence that says what to do' },
    details: {
      type: 'object',
      required: ['code', 'request_id'],
      properties: {
        code: { type: 'string' },
        request_id: { type: 'string' },
        fields: {
          type: 'array',
          items: {
            type: 'object',
            required: ['field', 'code', 'message'],
            properties: { field: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
    timestamp: { type: 'string', format: 'date-time' },
  },
};

/** The OpenAPI document of an application, made from its controllers. */
export function buildOpenApi(app: INestApplication, about: { title: string; description: string }): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(about.title)
    .setDescription(about.description)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'api_key')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ErrorAnswer: ERROR_ANSWER as never },
  };
  return document;
}

/** Serves the document at `/docs` (a page) and `/docs-json`. */
export function serveOpenApi(app: INestApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs-json',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tagsSorter: 'alpha' },
  });
}
