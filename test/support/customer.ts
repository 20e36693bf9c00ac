import { Client, freshEmail, PASSWORD, type Answer } from './client';
import { config, until } from './running-system';

export const PLAN = { basicTrial: 1, pro: 2, enterprise: 3 } as const;

/** Card expiries are computed: a fixed one would break the suite one day. */
const nextYear = (): string => {
  const now = new Date();
  return `${String(now.getMonth() + 1).padStart(2, '0')}/${String((now.getFullYear() + 1) % 100).padStart(2, '0')}`;
};

export const card = (number: string) => ({
  card_number: number,
  card_expiry: nextYear(),
  card_cvv: '123',
  cardholder_name: 'John Doe',
});

/** Somebody who registered, and what they do next. */
export class Customer {
  private constructor(
    readonly api: Client,
    readonly email: string,
    readonly accountId: string,
    readonly userId: number,
  ) {}

  static async registers(extra: object = {}): Promise<Customer> {
    const email = freshEmail();
    const body = { email, password: PASSWORD, first_name: 'John', last_name: 'Doe', ...extra };
    const { data } = await new Client().post('/v1/auth/register', body);
    return new Customer(Client.withToken(data.access_token), email, data.account_id, data.user_id);
  }

  startsTrial(plan: number = PLAN.basicTrial): Promise<Answer> {
    return this.api.post('/v1/subscriptions/trial', { trial_plan_id: plan });
  }

  subscribes(plan: number = PLAN.pro): Promise<Answer> {
    return this.api.post('/v1/subscriptions/', { plan_id: plan });
  }

  uses(feature: string, delta: number): Promise<Answer> {
    return this.api.post('/v1/usage/use', { feature_name: feature, delta });
  }

  pays(subscriptionId: string, cardNumber = '4242424242424242', extra: object = {}, headers = {}): Promise<Answer> {
    const body = { subscription_id: subscriptionId, amount: 29.99, currency: 'USD', ...card(cardNumber), ...extra };
    return this.api.post('/v1/payments/process', body, headers);
  }

  async subscription(id: string) {
    return (await this.api.get(`/v1/subscriptions/${id}`)).data;
  }

  becomes(status: string, subscriptionId: string, milliseconds?: number) {
    const hasStatus = async () => {
      const subscription = await this.subscription(subscriptionId);
      return subscription?.status === status ? subscription : undefined;
    };
    return until(`the subscription is ${status}`, hasStatus, milliseconds);
  }
}

/** The seeded administrator. */
export async function admin(): Promise<Client> {
  const { adminEmail, adminPassword } = config.seed;
  const { data } = await new Client().post('/v1/auth/login', { email: adminEmail, password: adminPassword });
  return Client.withToken(data.access_token);
}
