/** What the fonts that every PDF reader has can show: Latin letters of Western Europe and some signs. */
const SHOWN = /[\n\u0020-\u007e\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/u;
/** Letters that carry no accent to be taken off, and the minus sign that Intl writes in the North. */
const PLAIN: Readonly<Record<string, string>> = {
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ħ: 'H',
  ħ: 'h',
  ı: 'i',
  ẞ: 'SS',
  '\u2212': '-',
  '\u202f': '\u00a0',
  '\u2009': '\u00a0',
};

/**
 * A text in letters that the fonts of our PDFs have: `Łukasz Dvořák` → `Lukasz Dvorák`; what has no Latin letter at all
 * becomes `?`. Without this the reader would see other letters than were written.
 */
export function latinText(text: string): string {
  return [...text].map((letter) => (SHOWN.test(letter) ? letter : plainOf(letter))).join('');
}

function plainOf(letter: string): string {
  const base = PLAIN[letter] ?? letter.normalize('NFKD').replace(/\p{M}/gu, '');
  return [...base].every((part) => SHOWN.test(part)) ? base : '?';
}
