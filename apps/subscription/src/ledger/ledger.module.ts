import { Module } from '@nestjs/common';
import { LedgerApi } from './ledger.api';
import { LedgerRepository } from './persistence/ledger.repository';

@Module({ providers: [LedgerApi, LedgerRepository], exports: [LedgerApi] })
export class LedgerModule {}
