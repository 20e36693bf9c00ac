import { loadConfig } from '@libs/config';
import { configureLogging } from '@libs/observability';
import { PlatformTables1760000000000 } from '@libs/persistence';
import { testDatabase, type TestDatabase } from '@libs/testing';
import type { Mail, MailRequest } from './mail';
import { MailApi } from './mail.api';
import { MailboxModule } from './mail.module';
import { MailRequestRepository } from './persistence/mail-request.repository';
import { MailTables1760000001500 } from './persistence/mail.tables';
import { SendDueMails } from './use-cases/send-due-mails';

jest.setTimeout(20_000);

let store: TestDatabase;
let api: MailApi;
let sender: SendDueMails;
let sent: Mail[];
let refuse: boolean;

beforeAll(async () => {
  configureLogging({ service: 'test', level: 'silent' });
  store = await testDatabase({ migrations: [PlatformTables1760000000000, MailTables1760000001500] });
}, 30_000);
afterAll(() => store.close());
beforeEach(async () => {
  await store.database.query('DELETE FROM mail_request');
  [sent, refuse] = [[], false];
  api = new MailApi(store.database);
  const compose = async ({ userId, facts }: MailRequest) =>
    userId === null ? undefined : { to: `${userId}@example.com`, subject: 'Hello', text: facts?.word ?? '' };
  api.register({ template: 'hello', compose });
  const send = async (mail: Mail) => {
    if (refuse) throw new Error('450 try later');
    sent.push(mail);
  };
  sender = new SendDueMails(new MailRequestRepository(store.database), api, { send });
});

const ask = (userId: number | null = 7) => api.request({ template: 'hello', userId, facts: { word: 'hi' } });
type Row = { attempts: number; seconds: string | null };
const rows = () =>
  store.database.query<Row>(
    `SELECT attempts, extract(epoch FROM next_attempt_at - clock_timestamp()) AS seconds FROM mail_request`,
  );
const makeDue = () =>
  store.database.query(`UPDATE mail_request SET next_attempt_at = clock_timestamp() WHERE next_attempt_at IS NOT NULL`);

it('sends what a committed transaction asked for, once', async () => {
  await store.database
    .transaction(async () => {
      await ask();
      throw new Error('no');
    })
    .catch(() => undefined);
  expect(await sender.run()).toBe(0);
  await store.database.transaction(() => ask());
  expect([await sender.run(), await sender.run()]).toEqual([1, 0]);
  expect(sent).toEqual([{ to: '7@example.com', subject: 'Hello', text: 'hi' }]);
  expect(await rows()).toEqual([]);
});

it('takes each request in one of many workers', async () => {
  for (let i = 0; i < 60; i++) await ask();
  const taken = await Promise.all(Array.from({ length: 6 }, () => sender.run()));
  expect(taken.reduce((sum, count) => sum + count)).toBe(60);
  expect(sent).toHaveLength(60);
});

it('sends a mail that somebody waits for before those of a billing run', async () => {
  for (let i = 0; i < 60; i++) await ask();
  await api.request({ template: 'hello', userId: 8, isAwaited: true });
  await sender.run();
  expect(sent.map(({ to }) => to)).toContain('8@example.com');
});

it('lets a slow mail server keep no mail waiting longer than the claim on it lasts', async () => {
  for (let i = 0; i < 5; i++) await ask();
  let letAllGo: (() => void) | undefined;
  const allThere = new Promise<void>((resolve) => (letAllGo = resolve));
  let count = 0;
  const send = async () => {
    if (++count === 5) letAllGo?.();
    await allThere;
  };
  await new SendDueMails(new MailRequestRepository(store.database), api, { send }).run();
  expect(await rows()).toEqual([]);
});

it('drops a request for nobody, and sends nothing', async () => {
  await ask(null);
  expect([await sender.run(), sent, await rows()]).toEqual([1, [], []]);
});

it('tries again with growing pauses, and gives up after eight times with the row kept', async () => {
  await ask();
  refuse = true;
  for (const pause of [30, 60, 120, 240, 480, 960, 1920, null]) {
    await makeDue();
    await sender.run();
    const [row] = await rows();
    if (pause === null) expect(row).toEqual({ attempts: 8, seconds: null });
    else expect(Math.abs(Number(row?.seconds) - pause)).toBeLessThan(5);
  }
  expect(await sender.run()).toBe(0);
});

it('finds what a killed worker had taken, a minute later', async () => {
  await ask();
  await new MailRequestRepository(store.database).claim(10);
  expect(await sender.run()).toBe(0);
  expect(Number((await rows())[0]?.seconds)).toBeLessThanOrEqual(60);
  await makeDue();
  expect(await sender.run()).toBe(1);
});

it('lets one mail that cannot be composed hold up no other', async () => {
  await api.request({ template: 'nobody_composes_this', userId: 1 });
  await ask();
  expect([await sender.run(), sent.length]).toEqual([2, 1]);
});

it('shows the mailbox only where mail is not sent', () => {
  const config = loadConfig();
  const mail = { ...config.mail, transport: 'smtp' as const };
  expect(MailboxModule.register(config).controllers).toHaveLength(1);
  expect(MailboxModule.register({ ...config, mail }).controllers).toEqual([]);
});
