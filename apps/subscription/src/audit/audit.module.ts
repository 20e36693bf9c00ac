import { Module } from '@nestjs/common';
import { AuditApi } from './audit.api';
import { AuditController } from './http/audit.controller';
import { AuditRepository } from './persistence/audit.repository';
import { ReadAuditLog } from './use-cases/read-audit-log';

@Module({
  controllers: [AuditController],
  providers: [AuditApi, AuditRepository, ReadAuditLog],
  exports: [AuditApi],
})
export class AuditModule {}
