import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A wire between a test and a real server, that can be frozen (nothing passes, nothing breaks, as behind a stopped
 * process) and cut (connections break, new ones are refused).
 */
export class Wire {
  private server?: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private port = 0;
  private isFrozen = false;

  constructor(private readonly target: URL) {}

  /** Lays the wire and returns the address to use in place of the target's. */
  static async to(target: string): Promise<Wire> {
    const wire = new Wire(new URL(target));
    await wire.mend();
    return wire;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.toString();
  }

  async mend(): Promise<void> {
    this.isFrozen = false;
    this.server = createServer((near) => this.join(near));
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  freeze(): void {
    this.isFrozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  thaw(): void {
    this.isFrozen = false;
    for (const socket of this.sockets) socket.resume();
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.isFrozen) from.pause();
    }
  }
}
