import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import type { LedgerCheckAnswer, LedgerCheckRequest, LedgerDifference, LedgerReference } from '@libs/dto';
import { logger } from '@libs/observability';
import { postSigned } from '@libs/webhooks';

const TIMEOUT_MS = 5_000;
const log = logger('reconciliation');

/** Asks the subscription service what its ledger says. */
@Injectable()
export class LedgerWitness {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** What is not booked as it is named, of at most 500 references; undefined when nobody can tell now. */
  async differences(references: LedgerReference[]): Promise<LedgerDifference[] | undefined> {
    const body: LedgerCheckRequest = { references };
    const { urls, webhooks } = this.config;
    const options = { secrets: webhooks.secrets, timeoutMs: TIMEOUT_MS };
    try {
      const answer = await postSigned(`${urls.subscription}/v1/internal/ledger-check`, JSON.stringify(body), options);
      if (answer.status === 200) return (JSON.parse(answer.body) as { data: LedgerCheckAnswer }).data.differences;
      log.warn({ status: answer.status }, 'the ledger was not compared: the subscription service refused');
    } catch (error) {
      log.warn({ cause: (error as Error).name }, 'the ledger was not compared: no answer');
    }
    return undefined;
  }
}
