import { Module } from '@nestjs/common';
import { KeyClaimRepository } from './persistence/key-claim.repository';
import { AnswerByKey } from './use-cases/answer-by-key';
import { ExpireKeys } from './use-cases/expire-keys';

@Module({
  providers: [KeyClaimRepository, AnswerByKey, ExpireKeys],
  exports: [KeyClaimRepository, AnswerByKey, ExpireKeys],
})
export class KeyClaimsModule {}
