/** Where the configured `TaxRounding` is found. */
export const TAX_ROUNDING = Symbol('tax rounding');
