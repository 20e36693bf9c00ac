import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { QueuesController } from './http/queues.controller';
import { OverseeQueues } from './oversee-queues';

@Module({ imports: [AuditModule], controllers: [QueuesController], providers: [OverseeQueues] })
export class QueuesModule {}
