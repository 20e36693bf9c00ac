import { integer, integers } from '../setting';

const DAYS_MAX = 365;

export const DUNNING_SETTINGS = {
  DUNNING_RETRY_DAYS: integers(1, DAYS_MAX, 'Days after the first declined charge on which it is tried again.', {
    optional: true,
  }),
  DUNNING_WARNING_DAYS: integer(1, DAYS_MAX, 'Days after the due date until an account is `warning`.'),
  DUNNING_BLOCKED_DAYS: integer(1, DAYS_MAX, 'Days after the due date until it is `blocked`; not before the warning.'),
  DUNNING_CANCEL_DAYS: integer(1, DAYS_MAX, 'Days after the due date until the subscription is canceled; the last.'),
};
