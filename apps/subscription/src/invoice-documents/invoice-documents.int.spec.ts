import { inflateSync } from 'node:zlib';
import { AccountsApi } from '../accounts/accounts.api';
import { MailApi } from '../mail/mail.api';
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

  const germanInvoice = async (lines: object[], account: { paymentTermsDays?: number } = {}) => {
    const { id } = await world.get(AccountsApi).create({
      email: 'buchhaltung@kunde.example',
      name: 'Müller & Söhne GmbH',
      currency: 'EUR',
      country: 'DE',
      timezone: 'Europe/Berlin',
      address: { line1: 'Hauptstraße 1', city: 'Berlin', postal_code: '10115' },
      vatId: 'DE123456789',
      ...account,
    });
    return (await world.call('POST', '/v1/invoices', STAFF, { account_id: id, lines })).body.data;
  };

  it('draw an invoice in the words, numbers and dates of its account', async () => {
    const { id, number } = await germanInvoice([
      { description: 'Einrichtung', quantity: 2, unit_amount: 617.25 },
      { description: 'Beratung', quantity: '1.5', unit_amount: '120' },
    ]);
    const { pdf, fileName } = await world.get(RenderInvoice).run(id);
    expect(fileName).toBe(`${number}.pdf`);
    const text = textOf(pdf);
    for (const words of [
      'Rechnung INV-2026-',
      'Müller & Söhne GmbH',
      '1.234,50 EUR',
      '10. Februar 2026',
      'Deutschland',
    ]) {
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

  describe('go by mail', () => {
    const asked = async (id: string) =>
      (
        await world.rows<{ template: string; facts: Record<string, string> }>(
          `SELECT template, facts FROM mail_request WHERE facts->>'invoice_id' = $1 OR facts->>'credit_note_id' = $1`,
          [id],
        )
      ).map((request) => ({ ...request, userId: null }));
    const written = async (id: string) => {
      const [request] = await asked(id);
      return world
        .get(MailApi)
        .composerOf(request?.template ?? '')
        .compose(request as never);
    };
    const one = [{ description: 'Einrichtung', unit_amount: 10 }];

    it('with the bill, when it is to be paid later', async () => {
      const { id } = await germanInvoice(one, { paymentTermsDays: 14 });
      const mail = await written(id);
      expect(mail).toMatchObject({
        to: 'buchhaltung@kunde.example',
        subject: expect.stringMatching(/Rechnung INV-2026-/),
      });
      expect(mail?.text).toContain('Guten Tag Müller & Söhne GmbH');
      expect(mail?.text).toContain('Bitte zahlen Sie 11,90 EUR bis zum 24. Februar 2026.');
      expect(mail?.attachments?.[0]).toMatchObject({ contentType: 'application/pdf' });
    });

    it('not for a bill over nothing, nor where the charge or dunning tells of it', async () => {
      expect(await asked((await germanInvoice([{ description: 'Geschenk', unit_amount: 0 }])).id)).toEqual([]);
      expect(await asked((await germanInvoice(one)).id)).toEqual([]);
    });

    it('when account credit has paid it', async () => {
      const { account_id: accountId } = await germanInvoice(one);
      await world.call('POST', '/v1/credits', STAFF, { account_id: accountId, amount: 100, reason: 'Kulanz' });
      const paid = await world.call('POST', '/v1/invoices', STAFF, { account_id: accountId, lines: one });
      expect((await written(paid.body.data.id))?.text).toContain('Es ist nichts mehr zu zahlen.');
    });

    it('not when it was voided before it went out', async () => {
      const { id } = await germanInvoice(one, { paymentTermsDays: 14 });
      await world.call('POST', `/v1/invoices/${id}/void`, STAFF, { reason: 'Versehen' });
      expect(await written(id)).toBeUndefined();
    });

    it('with each credit note', async () => {
      const { id, number } = await germanInvoice(one);
      const ask = { amount: 1, reason: 'Kulanz' };
      const { data } = (await world.call('POST', `/v1/invoices/${id}/credit-notes`, STAFF, ask)).body;
      const mail = await written(data.id);
      expect(mail?.subject).toContain(`Gutschrift ${data.number} zur Rechnung ${number}`);
      expect(mail?.text).toContain('Sie haben 1,00 EUR weniger zu zahlen.');
      expect(mail?.attachments?.[0]?.fileName).toBe(`${data.number}.pdf`);
    });
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
