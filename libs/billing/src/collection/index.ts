export {
  accountStandingOf,
  afterStep,
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
export { dunningPolicy, type DunningPolicy } from './dunning-policy';
export { type DunningStep } from './dunning-step';
export { explainDunning } from './explain-dunning';
export { requestPayment, type PaymentAction } from './payment-request';
