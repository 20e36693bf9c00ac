import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import { BOOK_AND_MIRROR } from './mirror.sql';

export interface MirrorRow {
  readonly ledger_account: string;
  readonly currency: string;
  readonly booked_minor: string;
  /** What the tables say is the sum of these two: of those that keep minor units, and of those that keep words of the wire. */
  readonly mirrored_minor: string;
  readonly mirrored_major: string;
}

/** What other rooms' tables say that the book must say, too; read only, and all of it: for a check, not for a request of many. */
@Injectable()
export class MirrorRepository {
  constructor(private readonly database: Database) {}

  async bookAndMirror(): Promise<MirrorRow[]> {
    return this.database.query<MirrorRow>(BOOK_AND_MIRROR);
  }
}
