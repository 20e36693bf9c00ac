import { SystemClock } from '@libs/calendar';

/**
 * Real time, for stamps and signatures. Asked anew each time: a clock that is counted on from the start of the process
 * stays wrong after the machine's own was corrected, or slept (promise 58).
 */
export const wallClock = new SystemClock();
