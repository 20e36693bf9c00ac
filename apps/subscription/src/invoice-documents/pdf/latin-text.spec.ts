import { latinText } from './latin-text';

describe('text for the fonts of a PDF', () => {
  it.each([
    ['Müller & Söhne, 29,99 €', 'Müller & Söhne, 29,99 €'],
    ['Łukasz Dvořák', 'Lukasz Dvorák'],
    ['İstanbul, ığdır', 'Istanbul, igdir'],
    ['\u22121\u202f234,50', '-1\u00a0234,50'],
    ['2 × 10.00 – “ok”', '2 × 10.00 – “ok”'],
    ['東京 Ltd', '?? Ltd'],
    ['ﬁne', 'fine'],
  ])('%s → %s', (text, latin) => {
    expect(latinText(text)).toBe(latin);
  });
});
