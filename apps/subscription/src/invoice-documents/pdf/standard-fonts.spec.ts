import PDFDocument from 'pdfkit';
import { openStandardFont } from './standard-fonts';

const TEXT = 'AVATAR To. Wáter 1,234.50 — “fi”';

/** The file without what differs between any two: when it was made, and its id. */
async function drawn(open: (document: PDFKit.PDFDocument) => void): Promise<string> {
  const document = new PDFDocument({ font: '', compress: false, info: { CreationDate: new Date(0) } });
  open(document);
  document.font('regular').text(TEXT, 50, 50, { width: 60 }).font('bold').text(TEXT);
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => document.on('end', resolve));
  document.end();
  await ended;
  return Buffer.concat(chunks).toString('latin1');
}

const shared = (document: PDFKit.PDFDocument) => {
  openStandardFont(document, 'regular', 'Helvetica');
  openStandardFont(document, 'bold', 'Helvetica-Bold');
};

it('draws with fonts that were opened for another document as with new ones', async () => {
  const alone = await drawn((document) =>
    document.registerFont('regular', 'Helvetica').registerFont('bold', 'Helvetica-Bold'),
  );
  const [first, second, ...beside] = [
    await drawn(shared),
    await drawn(shared),
    ...(await Promise.all([drawn(shared), drawn(shared)])),
  ];
  expect(alone).toContain('/Helvetica-Bold');
  expect([first, second, ...beside]).toEqual([alone, alone, alone, alone]);
});
