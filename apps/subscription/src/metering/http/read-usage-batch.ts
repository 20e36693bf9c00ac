import { AppError } from '@libs/errors';

const EVENTS_MAX = 1_000;

/** The events of a batch, not looked at yet. @throws AppError `validation_failed` when it is no batch */
export function readUsageBatch(body: unknown): readonly unknown[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refused('', 'not_an_object', 'Send a JSON object.');
  }
  const stranger = Object.keys(body).find((name) => name !== 'events');
  if (stranger !== undefined) {
    throw refused(stranger.slice(0, 200), 'unknown_field', 'This field is not known here; leave it out.');
  }
  const { events } = body as { events?: unknown };
  if (events === undefined) throw refused('events', 'required', 'This field is required.');
  if (!Array.isArray(events)) throw refused('events', 'not_a_list', 'Send a list of events.');
  if (events.length === 0) throw refused('events', 'too_few', 'Send at least one event.');
  if (events.length > EVENTS_MAX) throw refused('events', 'too_many', `Send at most ${EVENTS_MAX} events.`);
  return events as unknown[];
}

function refused(field: string, code: string, message: string): AppError {
  return new AppError('validation_failed', {}, [{ field, code, message }]);
}
