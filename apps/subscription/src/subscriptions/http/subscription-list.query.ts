import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { SUBSCRIPTION_STATUSES_ON_WIRE, UuidWhenGiven } from '@libs/dto';
import { PageQuery } from '@libs/http';

export class SubscriptionListQuery extends PageQuery {
  @ApiPropertyOptional({ enum: SUBSCRIPTION_STATUSES_ON_WIRE })
  @IsOptional()
  @IsIn(SUBSCRIPTION_STATUSES_ON_WIRE)
  status?: (typeof SUBSCRIPTION_STATUSES_ON_WIRE)[number];

  @UuidWhenGiven() account_id?: string;
}
