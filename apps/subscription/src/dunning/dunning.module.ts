import { Module } from '@nestjs/common';
import { DunningApi } from './dunning.api';

@Module({ providers: [DunningApi], exports: [DunningApi] })
export class DunningModule {}
