import { Module, type Provider } from '@nestjs/common';
import { GatewaysModule } from '../gateways/gateways.module';
import { FeesApi } from './fees.api';
import { FeeRepository } from './persistence/fee.repository';
import { OddCaptureRepository } from './persistence/odd-capture.repository';
import { ReturnedMoneyRepository } from './persistence/returned-money.repository';
import { SettleManyRepository } from './persistence/settle-many.repository';
import { SettlementRepository } from './persistence/settlement.repository';
import { RecordMany } from './use-cases/record-many';
import { RecordOddCapture } from './use-cases/record-odd-capture';
import { RecordReturn } from './use-cases/record-return';
import { RecordTransaction } from './use-cases/record-transaction';
import { ResolveDifferentAmount } from './use-cases/resolve-different-amount';

/** Everything but the gateway, so that tests can bring their own. */
export const transactionProviders: Provider[] = [
  FeeRepository,
  OddCaptureRepository,
  ReturnedMoneyRepository,
  SettleManyRepository,
  SettlementRepository,
  FeesApi,
  RecordMany,
  RecordOddCapture,
  RecordReturn,
  RecordTransaction,
  ResolveDifferentAmount,
];

@Module({
  imports: [GatewaysModule],
  providers: transactionProviders,
  exports: [FeesApi, RecordMany, RecordOddCapture, RecordReturn, RecordTransaction, ResolveDifferentAmount],
})
export class TransactionsModule {}
