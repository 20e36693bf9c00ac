import { standardText } from './standard-text';

/** Where the letters come from: the name of a font that every PDF reader has, or the path of a font file to embed. */
export interface TypefaceFiles {
  readonly regular: string;
  readonly bold: string;
}

/** Fonts a document does not carry: small and quick, and enough for the languages of Western Europe. */
const STANDARD: TypefaceFiles = { regular: 'Helvetica', bold: 'Helvetica-Bold' };

/** Latin, Greek and Cyrillic letters of every country, and Devanagari. */
const EMBEDDED: TypefaceFiles = {
  regular: require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
};

/** The letters of one drawing. */
export class Typeface {
  private hasGaps = false;

  private constructor(
    readonly files: TypefaceFiles,
    readonly isEmbedded: boolean,
  ) {}

  static standard(): Typeface {
    return new Typeface(STANDARD, false);
  }

  /** `own`: the operator's, for letters that ours lacks, such as Chinese. */
  static embedded(own?: TypefaceFiles): Typeface {
    return new Typeface(own ?? EMBEDDED, true);
  }

  /** The text as it can be written with these fonts. */
  fit(text: string): string {
    if (this.isEmbedded) return text;
    const { shown, isWhole } = standardText(text);
    if (!isWhole) this.hasGaps = true;
    return shown;
  }

  /** True once a text was to be written that these fonts cannot show. */
  get isTooSmall(): boolean {
    return this.hasGaps;
  }
}
