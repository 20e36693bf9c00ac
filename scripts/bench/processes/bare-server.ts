import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** What the service answered once, to be answered to everybody. */
export interface RecordedAnswer {
  headers: [name: string, value: string][];
  body: string;
}

/** The ceiling of an answer that is ready-made: Node's own server, and nothing else. */
function main(): void {
  const { BENCH_ANSWER_FILE = '', BENCH_PORT } = process.env;
  const { headers, body } = JSON.parse(readFileSync(BENCH_ANSWER_FILE, 'utf8')) as RecordedAnswer;
  const bytes = Buffer.from(body);
  const head = headers.flat();
  createServer((_request, response) => {
    response.writeHead(200, head);
    response.end(bytes);
  }).listen({ port: Number(BENCH_PORT), host: '127.0.0.1', backlog: 4096 });
}

if (require.main === module) main();
