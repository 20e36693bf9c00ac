import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkedBrand } from './checked-brand';

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const FONT = require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf');
const BRAND = { name: 'Acme', color: '#1f4e79', address: [] };

describe('the look of invoices, at start', () => {
  let folder: string;
  const file = (name: string, content: Buffer | string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'brand-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes what can be drawn', () => {
    const whole = {
      ...BRAND,
      logo: file('logo.png', Buffer.from(DOT, 'base64')),
      fonts: { regular: FONT, bold: FONT },
    };
    expect(checkedBrand(whole)).toBe(whole);
    expect(checkedBrand(BRAND)).toBe(BRAND);
  });

  it('refuses what is not there, or is something else', () => {
    const nowhere = join(folder, 'nowhere');
    const text = file('text', 'no picture, and no letters');
    for (const path of [nowhere, text]) {
      expect(() => checkedBrand({ ...BRAND, logo: path })).toThrow('BRAND_LOGO must be the path of a PNG or JPEG');
      expect(() => checkedBrand({ ...BRAND, fonts: { regular: FONT, bold: path } })).toThrow('BRAND_FONT_BOLD');
      expect(() => checkedBrand({ ...BRAND, fonts: { regular: path, bold: FONT } })).toThrow('BRAND_FONT_REGULAR');
    }
  });
});
