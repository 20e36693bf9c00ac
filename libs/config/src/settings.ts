import { QUEUE_POLICY_SETTINGS, QUEUE_SETTINGS } from './settings/queue.settings';
import { GATEWAY_SETTINGS, INVOICE_SETTINGS, MAIL_SETTINGS, OPERATION_SETTINGS } from './settings/operation.settings';
import { DUNNING_SETTINGS } from './settings/dunning.settings';
import { HTTP_SETTINGS, NETWORK_SETTINGS } from './settings/network.settings';
import { AUTH_SETTINGS, DASHBOARD_SETTINGS, WEBHOOK_SETTINGS } from './settings/security.settings';
import { DATABASE_SETTINGS, REDIS_SETTINGS } from './settings/storage.settings';
import type { Setting, SettingTable, ValuesOf } from './setting';

/** Every variable by concern, in the order the documentation shows them. */
export const CONCERNS = {
  'Ports and addresses': NETWORK_SETTINGS,
  'HTTP limits': HTTP_SETTINGS,
  PostgreSQL: DATABASE_SETTINGS,
  Redis: REDIS_SETTINGS,
  Queues: { ...QUEUE_SETTINGS, ...QUEUE_POLICY_SETTINGS },
  'Tokens and passwords': AUTH_SETTINGS,
  'Webhooks between the services': WEBHOOK_SETTINGS,
  'Queue dashboard': DASHBOARD_SETTINGS,
  'Payment gateway': GATEWAY_SETTINGS,
  Mail: MAIL_SETTINGS,
  Invoices: INVOICE_SETTINGS,
  Dunning: DUNNING_SETTINGS,
  Operation: OPERATION_SETTINGS,
} as const satisfies Record<string, SettingTable>;

export const SETTINGS = {
  ...NETWORK_SETTINGS,
  ...HTTP_SETTINGS,
  ...DATABASE_SETTINGS,
  ...REDIS_SETTINGS,
  ...QUEUE_SETTINGS,
  ...QUEUE_POLICY_SETTINGS,
  ...AUTH_SETTINGS,
  ...WEBHOOK_SETTINGS,
  ...DASHBOARD_SETTINGS,
  ...GATEWAY_SETTINGS,
  ...MAIL_SETTINGS,
  ...INVOICE_SETTINGS,
  ...DUNNING_SETTINGS,
  ...OPERATION_SETTINGS,
} as const satisfies SettingTable;

/** The same without the type of each value, to look one up by name. */
export const SETTINGS_BY_NAME: ReadonlyMap<string, Setting<unknown>> = new Map(Object.entries(SETTINGS));

export type SettingValues = ValuesOf<typeof SETTINGS>;
