import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { IsInstant } from './instants';
import { WhenGiven } from './when-given';

/** An id that may be left out but not sent as `null`. */
export function UuidWhenGiven(description?: string): PropertyDecorator {
  const shown = ApiPropertyOptional({ format: 'uuid', ...(description ? { description } : {}) });
  return applyDecorators(shown, WhenGiven(), IsUUID());
}

function InstantWhenGiven(description: string): PropertyDecorator {
  const shown = ApiPropertyOptional({ format: 'date-time', description, example: '2026-01-01T00:00:00Z' });
  return applyDecorators(shown, WhenGiven(), IsInstant());
}

/** Narrows a list to a stretch of time. */
export class SpanFilter {
  @InstantWhenGiven('From this instant on') from?: string;
  @InstantWhenGiven('Before this instant') to?: string;
}
