import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { ApiKeyCallerView, ApiKeyLookupBody } from '@libs/dto';
import { Endpoint, type AppReply } from '@libs/http';
import { SigningKeys } from '../signing-keys';
import { KeepApiKeys } from '../use-cases/keep-api-keys';

/** What the other service needs to know who calls it. */
@ApiTags('Keys')
@Controller()
export class KeysController {
  constructor(
    private readonly signingKeys: SigningKeys,
    private readonly keys: KeepApiKeys,
  ) {}

  @Get('.well-known/jwks.json')
  @ApiExcludeEndpoint()
  @Endpoint({ operation: 'jwks.read', summary: 'Public keys that verify access tokens', unlimited: true })
  jwks(@Res() reply: AppReply): void {
    void reply.header('Cache-Control', 'public, max-age=300').send(this.signingKeys.publicSet());
  }

  @Post('v1/internal/api-keys')
  @Endpoint({
    operation: 'internal.api_key',
    summary: 'Who an API key belongs to, by its hash',
    answer: ApiKeyCallerView,
    errors: ['validation_failed', 'invalid_signature', 'not_found'],
  })
  async apiKey(@Body() body: ApiKeyLookupBody) {
    const caller = await this.keys.callerOf(Buffer.from(body.key_hash, 'hex'));
    return { id: caller.id.slice('key:'.length), role: caller.role };
  }
}
