import Sequencer from '@jest/test-sequencer';

/** The system tests share one clock. Jest's own order depends on what a machine remembers of earlier runs; this one does not. */
export default class PathOrder extends Sequencer {
  sort(tests) {
    return [...tests].sort((one, other) => (one.path < other.path ? -1 : 1));
  }
}
