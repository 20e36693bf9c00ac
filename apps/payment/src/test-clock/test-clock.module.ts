import { Module } from '@nestjs/common';
import { OutboxController } from './http/outbox.controller';

@Module({ controllers: [OutboxController] })
export class TestClockModule {}
