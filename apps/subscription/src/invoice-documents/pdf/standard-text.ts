/** What the fonts that every PDF reader has can show: Latin letters of Western Europe and some signs. */
const SHOWN = /[\n\u0020-\u007e\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/u;
/** Other signs for the same: the minus sign that Intl writes in the North, and narrow spaces. */
const SAME: Readonly<Record<string, string>> = { '\u2212': '-', '\u202f': '\u00a0', '\u2009': '\u00a0' };

export interface StandardText {
  readonly shown: string;
  /** False when a letter is missing, and stands as `?`. */
  readonly isWhole: boolean;
}

/** A text in what the standard fonts have: `−1 234,50` → `-1 234,50`, whole; `Łódź` → `?ód?`, not whole. */
export function standardText(text: string): StandardText {
  let isWhole = true;
  const letters = [...text].map((letter) => {
    if (SHOWN.test(letter)) return letter;
    if (SAME[letter] === undefined) isWhole = false;
    return SAME[letter] ?? '?';
  });
  return { shown: letters.join(''), isWhole };
}
