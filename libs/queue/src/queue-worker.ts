import { Catch, type INestApplication, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';
import { BullmqStrategy, type QueueWorkerOptions } from './bullmq.strategy';

/** Nest would hide what a consumer threw behind "Internal server error"; the failed set shall say the reason. */
@Catch()
export class KeepReasonFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Makes the application consume every queue that one of its controllers is marked for. Initializes it first, so that no
 * message arrives before the modules are up; `app.close()` drains.
 */
export async function startQueueWorker(app: INestApplication, options: QueueWorkerOptions): Promise<BullmqStrategy> {
  const strategy = new BullmqStrategy(options);
  const microservice = app.connectMicroservice({ strategy }, { inheritAppConfig: false, deferInitialization: true });
  // Deferred only so that the filter is there when handlers are bound; the modules' own hooks run once, by the application.
  microservice.useGlobalFilters(new KeepReasonFilter());
  (microservice as unknown as { setIsInitHookCalled(called: boolean): void }).setIsInitHookCalled(true);
  await app.init();
  await app.startAllMicroservices();
  return strategy;
}
