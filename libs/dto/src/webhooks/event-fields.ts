import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsISO8601, IsOptional, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';

/** Identity of an event, and of what it names at the gateway: printable ASCII without spaces. */
export function IsEventId(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    Length(1, 200),
    Matches(/^[\x21-\x7e]+$/),
    ApiProperty({
      example: 'evt_0197c1d2-6f00-7000-8000-000000000001',
      description: 'The same at every delivery of the event',
    }),
  );
}

/** A UUID that may be missing or null; `description` says when it is. */
export function IsNullableId(description: string): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    IsUUID(),
    ApiProperty({ type: String, format: 'uuid', nullable: true, required: false, description }),
  );
}

export function IsEventCurrency(): PropertyDecorator {
  return applyDecorators(IsString(), Length(3, 3), ApiProperty({ example: 'USD', description: 'ISO 4217' }));
}

/** Text of another system, kept as it came. */
export function IsNullableText(maxLength: number, description: string): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    IsString(),
    MaxLength(maxLength),
    ApiProperty({ type: String, nullable: true, required: false, description }),
  );
}

/** When it happened, in billing time. */
export function IsEventTime(): PropertyDecorator {
  return applyDecorators(
    IsISO8601({ strict: true, strictSeparator: true }),
    MaxLength(40),
    ApiProperty({ format: 'date-time', description: 'When it became known' }),
  );
}
