import { IntersectionType } from '@nestjs/swagger';
import { InvoiceFilter } from '@libs/dto';
import { PageQuery } from '@libs/http';

export class InvoiceListQuery extends IntersectionType(PageQuery, InvoiceFilter) {}
