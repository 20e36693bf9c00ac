import { Body, Controller, Get, Module, Param, Post, Put, Query, Res, type DynamicModule } from '@nestjs/common';
import { IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Config } from '@libs/config';
import { AppError } from '@libs/errors';
import {
  Answer,
  CurrentCaller,
  Endpoint,
  Finishers,
  PageQuery,
  readCursor,
  Unfinished,
  UuidParam,
  type AppReply,
  type Caller,
} from '@libs/http';
import { currentContext } from '@libs/observability';
import { Database } from '@libs/persistence';
import { PlatformModule } from '../platform.module';
import type { ApiKeySource, KeySource } from '@libs/http';

export class NoteBody {
  @IsString()
  @MaxLength(1000)
  text!: string;

  /** What goes wrong after the row was written: the code of a refusal, `crash`, `die` (of the process), or nothing. */
  @IsOptional()
  @IsString()
  fail?: string;

  @IsOptional()
  @IsInt()
  slowMs?: number;
}

class NotesQuery extends PageQuery {
  @IsOptional()
  @IsString()
  @MaxLength(100)
  text?: string;
}

/** As a driver's error that nobody listens to: its message quotes what it was given. */
function die(): never {
  throw Object.assign(new Error('quotes 4242424242424242'), { severity: 'ERROR', detail: '4242424242424242' });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A small application on the whole platform: every handler leaves a row that a test can count. */
@Controller('v1/notes')
export class NotesController {
  /** How often a handler began, retries included. */
  static runs = 0;
  /** How often a finisher began. */
  static finishes = 0;

  constructor(
    private readonly database: Database,
    finishers: Finishers,
  ) {
    finishers.register<NoteBody>('note', (body) => this.finish(body));
  }

  @Post()
  @Endpoint({ operation: 'subscriptions.create', summary: 'Write a note', status: 201 })
  async write(@Body() body: NoteBody, @CurrentCaller() caller: Caller) {
    NotesController.runs++;
    await this.insert(`${caller.id}: ${body.text}`);
    if (body.slowMs) await pause(body.slowMs);
    if (body.fail === 'die') setImmediate(die);
    else if (body.fail === 'crash') throw new TypeError('a bug that quotes 4242424242424242');
    else if (body.fail) throw new AppError(body.fail as never, { status: 'probed' });
    return { text: body.text, request_id: currentContext()?.requestId, actor: currentContext()?.actor };
  }

  /** Two notes, the second after the first was committed: what goes wrong goes wrong between them. */
  @Post('later')
  @Endpoint({ operation: 'subscriptions.create', summary: 'Write a note, and another later', status: 201 })
  async later(@Body() body: NoteBody): Promise<Unfinished<NoteBody>> {
    NotesController.runs++;
    await this.insert(`begun ${body.text}`);
    return new Unfinished('note', body);
  }

  @Put('later')
  @Endpoint({ operation: 'subscriptions.create', summary: 'The same without a key' })
  async putLater(@Body() body: NoteBody): Promise<Unfinished<NoteBody>> {
    return this.later(body);
  }

  @Post('secret')
  @Endpoint({ operation: 'plans.create', summary: 'Answer with a secret', secretAnswer: true })
  secret(@Body() body: NoteBody) {
    return { token: `secret-${body.text}` };
  }

  /** Two of these at once, in opposite orders, deadlock. */
  @Post('swap')
  @Endpoint({ operation: 'subscriptions.create', summary: 'Lock two rows, one after the other' })
  async swap(@Body() body: NoteBody) {
    NotesController.runs++;
    return this.database.transaction(async (tx) => {
      for (const id of body.text.split(',')) {
        await tx.query(`UPDATE note SET text = text || '!' WHERE id = $1`, [Number(id)]);
        await pause(150);
      }
      return { done: true };
    });
  }

  @Get('public')
  @Endpoint({ operation: 'plans.list', summary: 'No database, no credentials' })
  public() {
    return { request_id: currentContext()?.requestId };
  }

  @Get()
  @Endpoint({ operation: 'subscriptions.read', summary: 'Read notes' })
  async list(@Query() query: NotesQuery) {
    readCursor(query.cursor);
    return this.database.query(`SELECT id, text FROM note WHERE $1::text IS NULL OR text = $1 LIMIT $2`, [
      query.text ?? null,
      query.limit,
    ]);
  }

  @Get('file')
  @Endpoint({ operation: 'subscriptions.read', summary: 'Answer slowly' })
  async slow(@Query('ms') ms: string, @Res({ passthrough: true }) reply: AppReply) {
    await pause(Number(ms));
    void reply.header('X-Slow', '1');
    return { waited: true };
  }

  @Get('by-text/:text')
  @Endpoint({ operation: 'plans.read', summary: 'A path that takes any text' })
  async byText(@Param('text') text: string) {
    return this.database.query(`SELECT id FROM note WHERE text = $1`, [text]);
  }

  @Get(':id')
  @Endpoint({ operation: 'plans.read', summary: 'A path that takes an id' })
  async one(@Param('id', UuidParam) id: string) {
    return this.database.query(`SELECT 1 WHERE gen_random_uuid() = $1`, [id]);
  }

  private async finish({ text, slowMs, fail }: NoteBody) {
    NotesController.finishes++;
    if (this.database.inTransaction) throw new TypeError('a finisher holds no transaction open');
    if (slowMs) await pause(slowMs);
    if (fail === 'once' && NotesController.finishes % 2 === 1) throw new TypeError('a bug, the first time');
    if (fail && fail !== 'once') throw new AppError(fail as never, { data: { text } });
    await this.insert(`finished ${text}`);
    return { status: text.endsWith('accepted') ? 202 : undefined, result: new Answer({ text }, 'finished') } as const;
  }

  private async insert(text: string): Promise<void> {
    await this.database.query(`INSERT INTO note (text) VALUES ($1)`, [text]);
  }
}

@Module({})
export class ProbeModule {
  static register(config: Config, sources: { keys: KeySource; apiKeys: ApiKeySource }): DynamicModule {
    const platform = PlatformModule.register({
      config,
      name: 'probe-service',
      database: config.subscriptionDatabase,
      otherService: { name: 'nobody', url: 'http://127.0.0.1:1' },
      keySource: () => sources.keys,
      apiKeySource: () => sources.apiKeys,
    });
    return { module: ProbeModule, imports: [platform], controllers: [NotesController] };
  }
}
