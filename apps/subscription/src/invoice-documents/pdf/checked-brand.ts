import PDFDocument from 'pdfkit';
import type { Brand } from '../brand';

/** @throws Error at start that names the variable, instead of a bill that cannot be drawn */
export function checkedBrand(brand: Brand): Brand {
  const pen = new PDFDocument({ font: '' });
  check('BRAND_LOGO', brand.logo, 'a PNG or JPEG', (path) => pen.image(path));
  check('BRAND_FONT_REGULAR', brand.fonts?.regular, 'a TTF or OTF', (path) => pen.font(path));
  check('BRAND_FONT_BOLD', brand.fonts?.bold, 'a TTF or OTF', (path) => pen.font(path));
  return brand;
}

function check(name: string, path: string | undefined, kind: string, draw: (path: string) => unknown): void {
  if (path === undefined) return;
  try {
    draw(path);
  } catch (error) {
    throw new Error(`The configuration is wrong: ${name} must be the path of ${kind}.`, { cause: error });
  }
}
