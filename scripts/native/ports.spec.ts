import { once } from 'node:events';
import { createServer } from 'node:net';
import { isFree, refuseTakenPorts } from './ports';
import { runFolder } from './run-folder';

const folder = runFolder('/some/where/checkout', 'test');

describe('ports', () => {
  it('names who has one', async () => {
    const server = createServer().listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await isFree(port, '127.0.0.1')).toBe(false);
    await expect(refuseTakenPorts([{ port, name: 'Redis' }], '127.0.0.1', folder)).rejects.toThrow(
      `port ${port} for Redis is taken by process ${process.pid}`,
    );
    server.close();
    await once(server, 'close');
    await refuseTakenPorts([{ port, name: 'Redis' }], '127.0.0.1', folder);
  });
});
