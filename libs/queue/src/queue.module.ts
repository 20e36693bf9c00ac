import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Database } from '@libs/persistence';
import { OutboxRelay } from './outbox-relay';
import { QueueClient, type QueueClientOptions } from './queue-client';

const RELAYS_OUTBOX = Symbol('relays the outbox');

/** The producer's side in a Nest application: `QueueClient` for everybody, and the relay of the application's database. */
@Module({})
export class QueueModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly client: QueueClient,
    private readonly relay: OutboxRelay,
    @Inject(RELAYS_OUTBOX) private readonly relaysOutbox: boolean,
  ) {}

  /**
   * Needs a provider of `Database` that is visible here, so one of a global module. A process that writes messages by the
   * thousand may leave the relaying to the others of its service, which look every second.
   */
  static register(options: QueueClientOptions, relaysOutbox = true): DynamicModule {
    return {
      module: QueueModule,
      global: true,
      providers: [
        { provide: RELAYS_OUTBOX, useValue: relaysOutbox },
        { provide: QueueClient, useFactory: () => new QueueClient(options) },
        {
          provide: OutboxRelay,
          useFactory: (database: Database, client: QueueClient) => new OutboxRelay(database, client),
          inject: [Database, QueueClient],
        },
      ],
      exports: [QueueClient, OutboxRelay],
    };
  }

  onApplicationBootstrap(): void {
    if (this.relaysOutbox) this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.client.close();
  }
}
