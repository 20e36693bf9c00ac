import { Module, type Provider } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { GatewayWebhooksModule } from '../gateway-webhooks/gateway-webhooks.module';
import { GatewaysModule } from '../gateways/gateways.module';
import { TransactionsModule } from '../transactions/transactions.module';
import { ReconciliationController } from './http/reconciliation.controller';
import { ReconciliationTasks } from './jobs/reconciliation-tasks';
import { LedgerWitness } from './ledger-witness';
import { MismatchRepository } from './persistence/mismatch.repository';
import { OurRecordsRepository } from './persistence/our-records.repository';
import { RunRepository } from './persistence/run.repository';
import { SentResultRepository } from './persistence/sent-result.repository';
import { ReconciliationPolicy } from './reconciliation-policy';
import { BeginRun } from './use-cases/begin-run';
import { CheckLedger } from './use-cases/check-ledger';
import { CompareMovements } from './use-cases/compare-movements';
import { EndOpenDisputes } from './use-cases/end-open-disputes';
import { FindMissingThere } from './use-cases/find-missing-there';
import { FindOurs } from './use-cases/find-ours';
import { FinishRun } from './use-cases/finish-run';
import { ReadRuns } from './use-cases/read-runs';
import { Reconcile } from './use-cases/reconcile';
import { ReconcilePage } from './use-cases/reconcile-page';
import { RecordFees } from './use-cases/record-fees';
import { RecordRun } from './use-cases/record-run';
import { RepairMovement } from './use-cases/repair-movement';
import { ResendResults } from './use-cases/resend-results';

const policy = {
  provide: ReconciliationPolicy,
  useFactory: ({ gateway }: Config) => new ReconciliationPolicy(gateway.timeoutMs),
  inject: [CONFIG],
};

/** Everything but gateway and ledger, so that tests can bring their own. */
export const reconciliationProviders: Provider[] = [
  policy,
  MismatchRepository,
  OurRecordsRepository,
  RunRepository,
  SentResultRepository,
  BeginRun,
  CheckLedger,
  CompareMovements,
  EndOpenDisputes,
  FindMissingThere,
  FindOurs,
  FinishRun,
  ReadRuns,
  Reconcile,
  ReconcilePage,
  RecordFees,
  RecordRun,
  RepairMovement,
  ResendResults,
];

@Module({
  imports: [GatewaysModule, GatewayWebhooksModule, TransactionsModule],
  providers: [LedgerWitness, ...reconciliationProviders],
  exports: [BeginRun, FinishRun, ReadRuns, Reconcile],
})
export class ReconciliationModule {}

/** The door on port 8002. */
@Module({ imports: [ReconciliationModule], controllers: [ReconciliationController] })
export class ReconciliationHttpModule {}

/** The hourly run. */
@Module({ imports: [ReconciliationModule], providers: [ReconciliationTasks] })
export class ReconciliationWorkerModule {}
