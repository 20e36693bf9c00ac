import { standardText } from './standard-text';

describe('text for the fonts that every PDF reader has', () => {
  it.each([
    ['Müller & Söhne, 29,99 €', 'Müller & Söhne, 29,99 €', true],
    ['\u22121\u202f234,50', '-1\u00a0234,50', true],
    ['2 × 10.00 – “ok”', '2 × 10.00 – “ok”', true],
    ['Łukasz Dvořák', '?ukasz Dvo?ák', false],
    ['東京 Ltd', '?? Ltd', false],
  ])('%s → %s', (text, shown, isWhole) => {
    expect(standardText(text)).toEqual({ shown, isWhole });
  });
});
