/** What pdfkit (0.20) knows of a font of its own; the one object of a document that costs milliseconds to make. */
interface StandardFont {
  readonly name: string;
}

/** Where a document keeps the fonts it has opened. */
interface FontsOfDocument {
  readonly _fontFamilies: Record<string, StandardFont>;
  _fontCount: number;
}

/** By name, as the first document opened it. Read only: what a document adds to a font, it adds to a copy of its own. */
const opened = new Map<string, StandardFont>();

/**
 * Gives a document a standard font under a name. pdfkit reads the widths and kerning of thousands of pairs of letters anew
 * for every document, which takes longer than the rest of an invoice; here they are read once a process.
 */
export function openStandardFont(document: PDFKit.PDFDocument, name: string, font: string): void {
  const fonts = document as unknown as FontsOfDocument;
  const known = opened.get(font);
  if (known) {
    fonts._fontFamilies[name] = copyOf(known, { document, id: `F${++fonts._fontCount}` });
    return;
  }
  document.registerFont(name, font).font(name);
  const first = fonts._fontFamilies[name] as StandardFont;
  opened.set(font, copyOf(first, { document: undefined }));
}

function copyOf(font: StandardFont, own: object): StandardFont {
  return Object.assign(Object.create(Object.getPrototypeOf(font) as object), font, own);
}
