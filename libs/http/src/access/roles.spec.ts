import { accountFor, accountNamed, accountScope, type Caller } from './caller';
import { OPERATIONS, ROLES, STAFF_ROLES, accessOf, isStaff, type Operation } from './roles';

const OWN = '0197c1d2-6f00-7000-8000-000000000001';
const OTHER = '0197c1d2-6f00-7000-8000-000000000002';
const customer: Caller = { id: 'user:1', role: 'customer', userId: 1, accountId: OWN };
const staff: Caller = { id: 'user:2', role: 'support_rep', userId: 2 };

describe('the role table', () => {
  const rows = Object.entries(OPERATIONS) as [Operation, ReturnType<typeof accessOf>][];

  it.each(rows)('%s is open to everyone, signed, or names known roles once each', (operation, access) => {
    expect(accessOf(operation)).toBe(access);
    if (typeof access === 'string') return expect(['public', 'signed']).toContain(access);
    expect(access.length).toBeGreaterThan(0);
    expect(new Set(access).size).toBe(access.length);
    for (const role of access) expect(ROLES).toContain(role);
    return expect(access).toContain('super_admin');
  });

  it('lets no one change users, roles or keys but a super_admin', () => {
    const rare = rows.filter(([operation]) => /^(users|api_keys)\./.test(operation));
    expect(rare).toHaveLength(5);
    for (const [, access] of rare) expect(access).toEqual(['super_admin']);
  });

  it('lets a finance_viewer read, and nothing else', () => {
    const reading = /\.(me|list|read|preview|dunning|events|export|entries|trial_balance|check|failed)$/;
    const allowed = rows.filter(([, access]) => access.includes('finance_viewer')).map(([operation]) => operation);
    expect(allowed.filter((operation) => !reading.test(operation))).toEqual([]);
    expect(allowed).toContain('ledger.trial_balance');
  });

  it('counts all roles but customer as staff', () => {
    expect(ROLES.filter(isStaff)).toEqual([...STAFF_ROLES]);
  });
});

describe('accountFor and accountScope', () => {
  it.each([
    ['a customer, unnamed', customer, undefined, OWN],
    ['a customer, me', customer, 'me', OWN],
    ['a customer, their own', customer, OWN, OWN],
    ['staff, another', staff, OTHER, OTHER],
  ])('%s', (_, caller, named, account) => {
    expect(accountFor(caller, named)).toBe(account);
  });

  it.each([
    ['a customer naming another', customer, OTHER],
    ['a customer naming nothing by an empty text', customer, ''],
    ['staff without an account, unnamed', staff, undefined],
    ['staff without an account, me', staff, 'me'],
    ['a customer without an account', { ...customer, accountId: undefined }, OTHER],
  ])('refuses %s with 404', (_, caller, named) => {
    expect(() => accountFor(caller, named)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });

  it('asks those for an account who have none of their own', () => {
    expect([accountNamed(customer, undefined), accountNamed(staff, OTHER)]).toEqual([OWN, OTHER]);
    expect(() => accountNamed(customer, OTHER)).toThrow(expect.objectContaining({ code: 'not_found' }));
    expect(() => accountNamed(staff, undefined)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        fields: [expect.objectContaining({ field: 'account_id' })],
      }),
    );
  });

  it('narrows a customer to their account, and staff to nothing', () => {
    expect([accountScope(customer), accountScope(staff)]).toEqual([OWN, undefined]);
    expect(() => accountScope({ id: 'user:3', role: 'customer' })).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    );
  });
});
