import { Controller, Get, Query } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags, IntersectionType } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { AuditLogView, SpanFilter } from '@libs/dto';
import { Endpoint, pageOf, PageQuery, readCursor, type Page } from '@libs/http';
import { ReadAuditLog } from '../use-cases/read-audit-log';
import { auditLogView } from './audit-log.view';

class AuditQuery extends IntersectionType(PageQuery, SpanFilter) {
  @ApiPropertyOptional({ example: 'user:12' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  actor?: string;

  @ApiPropertyOptional({ example: 'plan' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  subject_type?: string;

  @ApiPropertyOptional({ example: '2' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  subject_id?: string;
}

@Controller('v1/audit-logs')
@ApiTags('Audit')
export class AuditController {
  constructor(private readonly auditLog: ReadAuditLog) {}

  @Get()
  @Endpoint({
    operation: 'audit_logs.list',
    summary: 'Who changed what, and when',
    description: 'Every change of money or state has one row, with the state before and after. Rows never change.',
    answer: { page: AuditLogView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: AuditQuery): Promise<Page<AuditLogView>> {
    const filter = {
      actor: query.actor,
      subjectType: query.subject_type,
      subjectId: query.subject_id,
      from: query.from,
      to: query.to,
    };
    const rows = await this.auditLog.page(filter, query.limit, readCursor(query.cursor));
    return pageOf(rows, query.limit, (row) => row.id, auditLogView);
  }
}
