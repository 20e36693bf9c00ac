import { FakeClock } from './fake-clock';
import { Instant } from './instant';
import { MovableClock } from './movable-clock';

describe('a clock that can be moved', () => {
  const real = () => new FakeClock('2026-02-10T09:00:00Z');
  const HOUR_MS = 3_600_000;

  it('tells real time until it is moved, and ticks on from there', () => {
    const machine = real();
    const clock = new MovableClock(machine);
    expect(String(clock.now())).toBe('2026-02-10T09:00:00Z');
    clock.runAhead(clock.aheadFor(Instant.of('2026-03-10T09:00:00Z')));
    expect(String(clock.now())).toBe('2026-03-10T09:00:00Z');
    machine.advance('PT1S');
    expect(String(clock.now())).toBe('2026-03-10T09:00:01Z');
  });

  it('does not hear news that would turn it back', () => {
    const clock = new MovableClock(real());
    clock.runAhead(2 * HOUR_MS);
    clock.runAhead(HOUR_MS);
    expect(clock.aheadMilliseconds).toBe(2 * HOUR_MS);
  });
});
