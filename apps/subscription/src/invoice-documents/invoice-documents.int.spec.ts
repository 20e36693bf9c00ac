import { inflateSync } from 'node:zlib';
import { AccountsApi } from '../accounts/accounts.api';
import { InvoiceMail } from './invoice.mail';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { RenderInvoice } from './use-cases/render-invoice';

describe('invoice documents', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld();
    await world.call('POST', '/v1/tax-rates', STAFF, {
      country: 'DE',
      rate: 19,
      name: 'USt',
      valid_from: '2020-01-01',
    });
  });
  afterAll(() => world.close());

  const germanInvoice = async (lines: object[]) => {
    const { id } = await world.get(AccountsApi).create({
      email: 'buchhaltung@kunde.example',
      name: 'Müller & Söhne GmbH',
      currency: 'EUR',
      country: 'DE',
      timezone: 'Europe/Berlin',
      address: { line1: 'Hauptstraße 1', city: 'Berlin', postal_code: '10115' },
      vatId: 'DE123456789',
    });
    return (await world.call('POST', '/v1/invoices', STAFF, { account_id: id, lines })).body.data;
  };

  it('draw an invoice in the words, numbers and dates of its account, within a second', async () => {
    const { id, number } = await germanInvoice([
      { description: 'Einrichtung', quantity: 2, unit_amount: 617.25 },
      { description: 'Beratung', quantity: '1.5', unit_amount: '120' },
    ]);
    const startedAt = performance.now();
    const { pdf, fileName } = await world.get(RenderInvoice).run(id);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(fileName).toBe(`${number}.pdf`);
    const text = textOf(pdf);
    for (const words of ['Rechnung INV-2026-', 'Müller & Söhne GmbH', '1.234,50 EUR', '10. Februar 2026']) {
      expect(text).toContain(words);
    }
    expect(text).toMatch(/USt DE 19 % auf 1\.414,50 EUR\s+268,76 EUR/);
    expect(text).toMatch(/Zu zahlen\s+1\.683,26 EUR/);
    expect(text).toContain('1.683,26 EUR zahlbar bis 10. Februar 2026');
  });

  it('say of a paid invoice that it is paid, and draw the credit note that settled it', async () => {
    const { id, number, account_id: by } = await germanInvoice([{ description: 'Einrichtung', unit_amount: 100 }]);
    const asked = { amount: 119, reason: 'Kulanz' };
    const note = (await world.call('POST', `/v1/invoices/${id}/credit-notes`, STAFF, asked)).body.data;
    const text = textOf((await world.get(RenderInvoice).run(id)).pdf);
    expect(text).toContain('Bezahlt am 10. Februar 2026');
    expect(text).toMatch(/Zu zahlen\s+0,00 EUR/);
    const url = `/v1/credit-notes/${note.id}/pdf`;
    const answer = await world.app.inject({ method: 'GET', url, headers: { 'x-test-account': by } });
    expect(answer.headers['content-disposition']).toContain(`${note.number}.pdf`);
    const drawn = textOf(answer.rawPayload);
    for (const words of [`Gutschrift ${note.number}`, number, 'Kulanz', 'Einrichtung', '100,00 EUR']) {
      expect(drawn).toContain(words);
    }
    expect(drawn).toMatch(/Steuer\s+19,00 EUR/);
    expect(drawn).toMatch(/Gutschriftbetrag\s+119,00 EUR/);
  });

  it('go on with further pages when there are many lines', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => ({ description: `Posten ${index + 1}`, unit_amount: 1 }));
    const text = textOf((await world.get(RenderInvoice).run((await germanInvoice(lines)).id)).pdf);
    expect(text).toContain('Posten 40');
    expect(text).toContain('Seite 3 / 3');
  });

  it('carry the letters of names that the standard fonts lack, and no font where they do not', async () => {
    const plain = await world
      .get(RenderInvoice)
      .run((await germanInvoice([{ description: 'Müll', unit_amount: 1 }])).id);
    expect(unicodeOf(plain.pdf)).toBe('');
    const names = [{ description: 'Łukasz Dvořák, Αθήνα, Київ', unit_amount: 1 }];
    const { pdf } = await world.get(RenderInvoice).run((await germanInvoice(names)).id);
    const letters = unicodeOf(pdf);
    for (const letter of 'ŁřΑθКї') expect(letters).toContain(letter.codePointAt(0)!.toString(16).padStart(4, '0'));
  });

  it('are for the account and for staff, and only when they are issued', async () => {
    const { id, account_id: accountId } = await germanInvoice([{ description: 'Einrichtung', unit_amount: 1 }]);
    const other = await world.account();
    const get = async (by: string) =>
      world.app.inject({ method: 'GET', url: `/v1/invoices/${id}/pdf`, headers: { 'x-test-account': by } });
    expect((await get(other.id)).statusCode).toBe(404);
    for (const by of [accountId, STAFF]) {
      const answer = await get(by);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
      expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    }
  });

  it('are asked for by mail with the bill, and not for a bill over nothing', async () => {
    const { id } = await germanInvoice([{ description: 'Einrichtung', unit_amount: 10 }]);
    const free = await germanInvoice([{ description: 'Geschenk', unit_amount: 0 }]);
    const asked = await world.rows<{ facts: { invoice_id: string } }>(`SELECT facts FROM mail_request`);
    const ids = asked.map(({ facts }) => facts.invoice_id);
    expect(ids).toContain(id);
    expect(ids).not.toContain(free.id);
    const mail = await world.get(InvoiceMail).compose({ template: 'invoice', userId: null, facts: { invoice_id: id } });
    expect(mail).toMatchObject({ to: 'buchhaltung@kunde.example', subject: expect.stringMatching(/INV-2026-\d{6}$/) });
    expect(mail?.text).toContain('11,90 EUR due on 10. Februar 2026');
    expect(mail?.attachments?.[0]).toMatchObject({ contentType: 'application/pdf' });
  });
});

/** The text of a PDF, a line each: pdfkit deflates its pages and writes text as hex in arrays, cut where it kerns. */
function textOf(pdf: Buffer): string {
  const streams = [...pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)];
  const pages = streams.map(([, bytes = '']) => inflated(Buffer.from(bytes, 'latin1')));
  const lines = pages.flatMap((page) => [...page.matchAll(/\[([^\]]*)\] TJ/g)].map(([, parts = '']) => parts));
  const decoded = lines.map((parts) =>
    [...parts.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join(''),
  );
  return decoded.join('\n').replaceAll('\u00a0', ' ');
}

/** What the glyphs of embedded fonts mean: the tables a reader copies and searches by. */
function unicodeOf(pdf: Buffer): string {
  const streams = [...pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)];
  return streams
    .map(([, bytes = '']) => inflated(Buffer.from(bytes, 'latin1')))
    .filter((stream) => stream.includes('begincmap'))
    .join('\n');
}

function inflated(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString('latin1');
  } catch {
    return '';
  }
}
