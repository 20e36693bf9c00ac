/** What invoices look like: the configured name, color, logo and address of the seller. */
export interface Brand {
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  /** Path of a PNG or JPEG. */
  readonly logo?: string | undefined;
  readonly address: readonly string[];
  /** Paths of TrueType or OpenType files, for letters that our own fonts lack. */
  readonly fonts?: { readonly regular: string; readonly bold: string } | undefined;
}

export const BRAND = Symbol('brand');
