import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CalendarDuration, Instant, plusDays, plusDuration, TimeZone } from '@libs/calendar';
import { AdvanceClockBody, TestClockView } from '@libs/dto';
import { type AppError, invalidField } from '@libs/errors';
import { Endpoint } from '@libs/http';
import { AdvanceClock } from '../use-cases/advance-clock';

/** A slip of the pen must not keep the services busy for a day. */
const YEARS_MAX = 10;

@ApiTags('Test clock')
@Controller('v1/test-clock')
export class TestClockController {
  constructor(private readonly clock: AdvanceClock) {}

  @Get()
  @Endpoint({
    operation: 'test_clock.read',
    summary: 'Billing time, and whether it may be moved here',
    answer: TestClockView,
  })
  read(): TestClockView {
    return { now: String(this.clock.now()), enabled: this.clock.isEnabled };
  }

  @Post('advance')
  @Endpoint({
    operation: 'test_clock.advance',
    summary: 'Move billing time of both services forward, doing in order all that falls due on the way',
    description:
      'Answers when both services are quiet; from there the clock ticks on. Only where TEST_CLOCK=enabled, never in ' +
      'production. Security times (tokens, signatures) stay on the real clock. After a 503 it stands where it had come to: ' +
      'ask where that is, and go on with `to`.',
    answer: TestClockView,
    errors: ['validation_failed', 'clock_not_movable', 'clock_runs_forward', 'clock_is_moving'],
    idempotency: 'own',
  })
  async advance(@Body() body: AdvanceClockBody): Promise<TestClockView> {
    await this.clock.run(this.targetOf(body));
    return this.read();
  }

  private targetOf({ to, by }: AdvanceClockBody): Instant {
    if ((to === undefined) === (by === undefined)) throw refused('to', 'Send either to or by.');
    const now = this.clock.now();
    const duration = by === undefined ? null : CalendarDuration.parse(by);
    if (duration && !duration.ok) throw refused('by', 'Send an ISO 8601 duration such as P1M or P1DT12H.');
    const farthest = plusDays(now, YEARS_MAX * 366, TimeZone.UTC);
    const target = duration ? plusDuration(now, duration.value, TimeZone.UTC) : Instant.of(to as string);
    if (target.isAfter(farthest)) throw refused(to ? 'to' : 'by', `Go at most ${YEARS_MAX} years at once.`);
    return target;
  }
}

function refused(field: string, message: string): AppError {
  return invalidField(field, 'invalid_instant', message);
}
