import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LedgerCheckBody, LedgerCheckView } from '@libs/dto';
import { Endpoint } from '@libs/http';
import { CheckMovements } from '../use-cases/check-movements';

@ApiTags('Internal')
@Controller('v1/internal/ledger-check')
export class LedgerCheckController {
  constructor(private readonly check: CheckMovements) {}

  @Post()
  @Endpoint({
    operation: 'internal.ledger_check',
    summary: 'Which movements of money are not booked as they are named',
    answer: LedgerCheckView,
    errors: ['validation_failed', 'invalid_signature'],
  })
  async differences(@Body() { references }: LedgerCheckBody): Promise<LedgerCheckView> {
    return { differences: await this.check.run(references) };
  }
}
