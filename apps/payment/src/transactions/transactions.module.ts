import { Module } from '@nestjs/common';
import { SettlementRepository } from './persistence/settlement.repository';
import { RecordTransaction } from './use-cases/record-transaction';

@Module({ providers: [SettlementRepository, RecordTransaction], exports: [RecordTransaction] })
export class TransactionsModule {}
