import { refuseUnknown, text, texts } from '../http/form';
import { stripeId } from '../store/change';
import { readOperations } from './listing';
import { ok, type Operation } from './operation';

export const customerOperations: Operation[] = [
  {
    name: 'customers.create',
    method: 'POST',
    path: '/v1/customers',
    run(call) {
      refuseUnknown(call.params, ['email', 'name', 'description', 'metadata', 'expand']);
      const textOf = (name: string) => text(call.params, name) ?? null;
      return ok(
        call.put({
          id: stripeId('cus'),
          object: 'customer',
          created: call.created,
          livemode: false,
          email: textOf('email'),
          name: textOf('name'),
          description: textOf('description'),
          metadata: texts(call.params, 'metadata'),
        }),
      );
    },
  },
  ...readOperations('customer', 'customers', (item, params) => {
    const email = text(params, 'email');
    return email === undefined || item.email === email;
  }),
];
