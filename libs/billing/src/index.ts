export { transition, type TransitionRefusal, type TransitionTable } from './state-machine';
