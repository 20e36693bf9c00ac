export {
  accountStandingOf,
  afterStep,
  DUNNING_SCOPES,
  dunningScopeOf,
  noteFailure,
  noteNewMethod,
  openDunningCase,
  wasTold,
  type DunningCase,
  type DunningFailure,
  type DunningScope,
} from './dunning-case';
export { dueDunning, nextDunning, planDunning, type DunningFacts } from './dunning-plan';
export { dunningPolicy, type DunningPolicy, type DunningPolicyRefusal } from './dunning-policy';
export { DUNNING_STEP_KINDS, type DunningSkip, type DunningStep, type DunningStepKind } from './dunning-step';
export { explainDunning } from './explain-dunning';
export {
  PAYMENT_ACTIONS,
  requestPayment,
  type NothingToPay,
  type PaymentAction,
  type PaymentRequest,
} from './payment-request';
