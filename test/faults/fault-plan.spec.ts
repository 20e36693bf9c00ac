import { healedAtMs, OPENINGS, planFaults } from './fault-plan';
import { Random } from './random';

const planOf = (seed: string, seconds = 120) => planFaults(new Random(seed), seconds, OPENINGS.clients);

describe('a plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planOf('7')).toEqual(planOf('7'));
    expect(planOf('7')).not.toEqual(planOf('8'));
  });

  it('heals everything by its end', () => {
    for (let seed = 0; seed < 200; seed++) {
      for (const seconds of [20, 120])
        expect(healedAtMs(planOf(`${seed}`, seconds))).toBeLessThanOrEqual(seconds * 1000);
    }
  });

  it('breaks everything that can break, sooner or later, and more than one thing at once', () => {
    const faults = planOf('everything', 1200).map(({ fault }) => fault);
    const targets = new Set(faults.flatMap((fault) => ('target' in fault ? [`${fault.kind} ${fault.target}`] : [])));
    expect(targets.size).toBe(16);
    expect(new Set(faults.flatMap((fault) => (fault.kind === 'gateway' ? [fault.fault] : []))).size).toBe(7);
    expect(faults.some(({ kind }) => kind === 'flush_redis')).toBe(true);
    const plan = planOf('everything', 1200);
    expect(plan.some(({ atMs, fault }, at) => (plan[at + 1]?.atMs ?? Infinity) < atMs + fault.forMs)).toBe(true);
  });

  it('gives forks of one seed that do not depend on one another', () => {
    const first = new Random('7');
    first.next();
    expect(first.fork('clients').next()).toBe(new Random('7').fork('clients').next());
  });
});
