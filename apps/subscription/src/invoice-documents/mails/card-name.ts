const BRANDS: Readonly<Record<string, string>> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
};

/** (`visa`, `4242`) → `Visa •••• 4242`: the same in every language; empty when no card is known. */
export function cardName(brand: string | undefined, last4: string | undefined): string {
  return brand && last4 ? `${BRANDS[brand] ?? brand} •••• ${last4}` : '';
}
