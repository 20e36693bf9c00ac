import { reconcileMovement, type Finding, type OurMovement, type TheirMovement } from './reconcile-movement';

const theirs = (changes: Partial<TheirMovement> = {}): TheirMovement => ({
  kind: 'charge',
  amountMinor: 2999n,
  currency: 'USD',
  status: 'succeeded',
  ...changes,
});
const ours = (state: OurMovement['state'], changes: Partial<OurMovement> = {}): OurMovement => ({
  amountMinor: 2999n,
  currency: 'USD',
  state,
  ...changes,
});
const OK: Finding = { ok: true };
const found = (kind: string, remedy: string) => ({ ok: false, kind, remedy });

describe('a charge', () => {
  it.each<[string, OurMovement | undefined, object]>([
    ['captured here too', ours('moved'), OK],
    ['still waiting here', ours('waiting'), found('status', 'apply')],
    ['given up here', ours('failed'), found('status', 'apply')],
    ['of nobody', undefined, found('missing_here', 'name')],
    ['of another amount', ours('moved', { amountMinor: 2998n }), found('amount', 'name')],
    ['of another amount that waits', ours('waiting', { amountMinor: 2998n }), found('amount', 'name')],
    ['in another currency', ours('moved', { currency: 'EUR' }), found('currency', 'name')],
    ['in another currency and amount', ours('failed', { currency: 'EUR', amountMinor: 1n }), found('currency', 'name')],
  ])('%s', (_, here, finding) => {
    expect(reconcileMovement(theirs(), here)).toEqual(finding);
  });
});

describe('a refund', () => {
  it.each<[string, TheirMovement['status'], OurMovement | undefined, object]>([
    ['made on both sides', 'succeeded', ours('moved'), OK],
    ['made there, waiting here', 'succeeded', ours('waiting'), found('status', 'apply')],
    ['made there, failed here', 'succeeded', ours('failed'), found('status', 'apply')],
    ['made there, and back here already', 'succeeded', ours('returned'), OK],
    ['that somebody made there', 'succeeded', undefined, found('missing_here', 'apply')],
    ['that somebody made there, on its way', 'processing', undefined, OK],
    ['on its way there', 'processing', ours('waiting'), OK],
    [
      'on its way there, in another amount',
      'processing',
      ours('waiting', { amountMinor: 1n }),
      found('amount', 'name'),
    ],
    ['that came back there only', 'failed', ours('moved'), found('status', 'apply')],
    ['that came back on both sides', 'failed', ours('returned'), OK],
    ['that came back, and was never made here', 'failed', ours('failed'), OK],
    ['that came back while it waits here', 'failed', ours('waiting'), found('status', 'apply')],
  ])('%s', (_, status, here, finding) => {
    expect(reconcileMovement(theirs({ kind: 'refund', status }), here)).toEqual(finding);
  });
});

describe('a dispute', () => {
  it.each<[TheirMovement['kind'], string, OurMovement | undefined, object]>([
    ['dispute', 'nobody told us of', undefined, found('missing_here', 'apply')],
    ['dispute', 'open on both sides', ours('contested'), OK],
    ['dispute', 'lost here, whatever the books say', ours('moved'), OK],
    ['dispute', 'won here', ours('returned'), OK],
    ['dispute', 'of a part of the amount', ours('moved', { amountMinor: 1000n }), found('amount', 'name')],
    ['dispute_reversal', 'still open here', ours('contested'), found('status', 'apply')],
    ['dispute_reversal', 'won here', ours('returned'), OK],
    ['dispute_reversal', 'nobody told us of', undefined, found('missing_here', 'apply')],
  ])('%s %s', (kind, _, here, finding) => {
    expect(reconcileMovement(theirs({ kind }), here)).toEqual(finding);
  });

  it.each<[string, OurMovement | undefined, object]>([
    ['still open here', ours('contested'), found('status', 'apply')],
    ['nobody told us of', undefined, found('missing_here', 'apply')],
    ['lost here', ours('moved'), OK],
  ])('lost there, %s', (_, here, finding) => {
    expect(reconcileMovement(theirs({ kind: 'dispute', isLost: true }), here)).toEqual(finding);
  });
});
