import { Module } from '@nestjs/common';
import { OutboxController } from './http/outbox.controller';
import { ReadOutbox } from './use-cases/read-outbox';

@Module({ controllers: [OutboxController], providers: [ReadOutbox] })
export class TestClockModule {}
