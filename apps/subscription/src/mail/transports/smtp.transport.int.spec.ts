import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SmtpTransport } from './smtp.transport';

const MAIL = { to: 'ada@example.com', subject: 'Hello', text: 'It is May.' };
const LIMITS = { answerMs: 300, mailMs: 900 };

describe('mail by SMTP', () => {
  let server: Server;
  let sockets: Socket[];
  let heard: string[];

  /** A mail server that says so after a pause; without one it never says anything. */
  async function transportTo(pauseMs?: number): Promise<SmtpTransport> {
    [sockets, heard] = [[], []];
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      if (pauseMs === undefined) return;
      let isData = false;
      const say = (line: string) => setTimeout(() => socket.write(`${line}\r\n`), pauseMs);
      say('220 hello');
      socket.on('data', (chunk) => {
        const text = chunk.toString();
        heard.push(text);
        if (isData && !text.endsWith('\r\n.\r\n')) return;
        if (isData) isData = false;
        else if (text.startsWith('DATA')) isData = true;
        say(isData ? '354 go on' : '250 fine');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    return new SmtpTransport(`smtp://127.0.0.1:${port}`, 'billing@example.com', LIMITS);
  }
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('goes out with its sender and its attachments', async () => {
    const attachments = [{ fileName: 'INV-1.pdf', contentType: 'application/pdf', content: Buffer.from('%PDF') }];
    await (await transportTo(0)).send({ ...MAIL, attachments });
    const said = heard.join('');
    for (const words of [
      'MAIL FROM:<billing@example.com>',
      'RCPT TO:<ada@example.com>',
      'Subject: Hello',
      'INV-1.pdf',
    ]) {
      expect(said).toContain(words);
    }
  });

  it.each([
    ['never answers', undefined],
    ['takes too long over all of it', 200],
  ])('fails within its time when the server %s', async (_, pauseMs) => {
    const transport = await transportTo(pauseMs);
    const startedAt = performance.now();
    await expect(transport.send(MAIL)).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(LIMITS.mailMs + 500);
  });
});
