import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { verifyWebhook } from '@libs/webhooks';
import { AppError, InvariantBroken } from '@libs/errors';
import { ENDPOINT, type EndpointOptions } from '../openapi/endpoint.decorator';
import type { AppReply, AppRequest } from '../server/request';
import { wallClock } from '../server/wall-clock';
import type { Authenticator } from './authenticator';
import type { Caller } from './caller';
import { limitHeaders, type RateLimit } from './rate-limits';
import { accessOf } from './roles';

export interface AccessLimits {
  perCaller: RateLimit;
  perAddress: RateLimit;
  /** Login, register and the like. */
  strictPerAddress: RateLimit;
}

export interface SignedCallPolicy {
  secrets: readonly string[];
  toleranceSeconds: number;
}

/** Every endpoint passes here: credentials, role, limits. An endpoint without a row in the role table does not start. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly limits: AccessLimits,
    private readonly signedCalls: SignedCallPolicy,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (execution.getType() !== 'http') return true;
    const endpoint = this.reflector.get<EndpointOptions | undefined>(ENDPOINT, execution.getHandler());
    if (!endpoint)
      throw new InvariantBroken(`${execution.getClass().name}.${execution.getHandler().name} has no @Endpoint`);
    const request = execution.switchToHttp().getRequest<AppRequest>();
    const reply = execution.switchToHttp().getResponse<AppReply>();
    const access = accessOf(endpoint.operation);
    if (access === 'signed') return this.verifySignature(request);
    if (access === 'public') {
      if (endpoint.unlimited) return true;
      await this.limitAddress(endpoint, request, reply);
      return true;
    }
    const caller = await this.authenticated(request);
    request.caller = caller;
    request.context.actor = caller.id;
    void reply.headers(limitHeaders(await this.limits.perCaller.consume(caller.id)));
    if (!access.includes(caller.role)) throw new AppError('forbidden');
    return true;
  }

  private async authenticated(request: AppRequest): Promise<Caller> {
    try {
      return await this.authenticator.authenticate(request.headers);
    } catch (error) {
      // Guessing keys is limited by address, before anything else is told.
      await this.limits.perAddress.consume(request.ip);
      throw error;
    }
  }

  private async limitAddress(endpoint: EndpointOptions, request: AppRequest, reply: AppReply): Promise<void> {
    const limit = endpoint.strictLimit ? this.limits.strictPerAddress : this.limits.perAddress;
    void reply.headers(limitHeaders(await limit.consume(request.ip)));
  }

  private verifySignature(request: AppRequest): boolean {
    const verified = verifyWebhook({
      secrets: this.signedCalls.secrets,
      rawBody: request.rawBody ?? Buffer.alloc(0),
      timestamp: request.headers['x-webhook-timestamp'],
      signature: request.headers['x-webhook-signature'],
      nowSeconds: wallClock.now().epochSeconds,
      toleranceSeconds: this.signedCalls.toleranceSeconds,
    });
    if (!verified.ok) throw new AppError('invalid_signature');
    return true;
  }
}

/** The authenticated caller of this request. */
export const CurrentCaller = createParamDecorator((_: unknown, execution: ExecutionContext): Caller => {
  const { caller } = execution.switchToHttp().getRequest<AppRequest>();
  if (!caller) throw new InvariantBroken('@CurrentCaller on an endpoint that authenticates nobody');
  return caller;
});
