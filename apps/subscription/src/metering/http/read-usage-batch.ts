import { invalidField } from '@libs/errors';

const EVENTS_MAX = 1_000;

/** The events of a batch, not looked at yet. @throws AppError `validation_failed` when it is no batch */
export function readUsageBatch(body: unknown): readonly unknown[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidField('', 'not_an_object', 'Send a JSON object.');
  }
  const stranger = Object.keys(body).find((name) => name !== 'events');
  if (stranger !== undefined) {
    throw invalidField(stranger.slice(0, 200), 'unknown_field', 'This field is not known here; leave it out.');
  }
  const { events } = body as { events?: unknown };
  if (events === undefined) throw invalidField('events', 'required', 'This field is required.');
  if (!Array.isArray(events)) throw invalidField('events', 'not_a_list', 'Send a list of events.');
  if (events.length === 0) throw invalidField('events', 'too_few', 'Send at least one event.');
  if (events.length > EVENTS_MAX) throw invalidField('events', 'too_many', `Send at most ${EVENTS_MAX} events.`);
  return events as unknown[];
}
