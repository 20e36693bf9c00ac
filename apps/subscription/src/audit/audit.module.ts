import { Module } from '@nestjs/common';
import { AuditApi } from './audit.api';
import { AuditRepository } from './persistence/audit.repository';

@Module({ providers: [AuditApi, AuditRepository], exports: [AuditApi] })
export class AuditModule {}
