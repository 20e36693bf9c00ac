import { Module, type Provider } from '@nestjs/common';
import { GatewaysModule } from '../gateways/gateways.module';
import { KeyClaimsModule } from '../key-claims/key-claims.module';
import { PaymentMethodsController } from './http/payment-methods.controller';
import { MethodTasks } from './jobs/method-tasks';
import { PaymentMethodsApi } from './payment-methods.api';
import { ErasedAccountRepository } from './persistence/erased-account.repository';
import { LeftMethodRepository } from './persistence/left-method.repository';
import { MethodChangeRepository } from './persistence/method-change.repository';
import { MethodDraftRepository } from './persistence/method-draft.repository';
import { PaymentMethodRepository } from './persistence/payment-method.repository';
import { SubscriptionNotice } from './subscription-notice';
import { ActivateMethod } from './use-cases/activate-method';
import { AddMethod } from './use-cases/add-method';
import { ChangeMethods } from './use-cases/change-methods';
import { DraftMethods } from './use-cases/draft-methods';
import { EraseAccounts } from './use-cases/erase-accounts';
import { KeepMethods } from './use-cases/keep-methods';
import { SaveAtGateway } from './use-cases/save-at-gateway';
import { SaveForCharge } from './use-cases/save-for-charge';
import { TidyMethods } from './use-cases/tidy-methods';

/** Everything but the gateway and the keys, so that tests can bring their own. */
export const methodProviders: Provider[] = [
  SubscriptionNotice,
  ErasedAccountRepository,
  LeftMethodRepository,
  MethodChangeRepository,
  MethodDraftRepository,
  PaymentMethodRepository,
  PaymentMethodsApi,
  ActivateMethod,
  AddMethod,
  ChangeMethods,
  DraftMethods,
  EraseAccounts,
  KeepMethods,
  SaveAtGateway,
  SaveForCharge,
  TidyMethods,
];

@Module({
  imports: [GatewaysModule, KeyClaimsModule],
  providers: methodProviders,
  exports: [PaymentMethodsApi, SaveForCharge, AddMethod, KeepMethods, EraseAccounts, TidyMethods],
})
export class PaymentMethodsModule {}

/** The door on port 8002. */
@Module({ imports: [GatewaysModule, PaymentMethodsModule, KeyClaimsModule], controllers: [PaymentMethodsController] })
export class PaymentMethodsHttpModule {}

/** Only the worker tidies up. */
@Module({ imports: [PaymentMethodsModule], providers: [MethodTasks] })
export class PaymentMethodsWorkerModule {}
