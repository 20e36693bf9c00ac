import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DunningView } from '@libs/dto';
import { accountScope, CurrentCaller, Endpoint, UuidParam, type Caller } from '@libs/http';
import { PreviewDunning } from '../use-cases/preview-dunning';
import { dunningView } from './dunning.view';

@ApiTags('Dunning')
@Controller('v1/invoices')
export class DunningController {
  constructor(private readonly preview: PreviewDunning) {}

  @Get(':id/dunning')
  @Endpoint({
    operation: 'invoices.dunning',
    summary: 'What dunning did about an invoice, and what it will do and when while the invoice stays unpaid',
    description: 'Steps that will be passed over as things stand are shown too, with the reason.',
    answer: DunningView,
    errors: ['not_found'],
  })
  async read(@Param('id', UuidParam) id: string, @CurrentCaller() caller: Caller): Promise<DunningView> {
    return dunningView(await this.preview.run(id, accountScope(caller)));
  }
}
