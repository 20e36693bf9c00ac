import { ApiError } from '../http/api-error';
import { refuseUnknown, text, texts } from '../http/form';
import { stripeId } from '../store/change';
import { readOperations } from './listing';
import type { Customer } from '../stripe-objects';
import { ok, type Call, type Operation } from './operation';

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
  {
    name: 'customers.delete',
    method: 'DELETE',
    path: '/v1/customers/:id',
    run(call) {
      const { id, object, created, livemode } = livingCustomer(call, call.pathId, 'id');
      detachAll(call, id);
      const nobody = { email: null, name: null, description: null, metadata: {}, deleted: true as const };
      call.put({ id, object, created, livemode, ...nobody });
      return ok({ id, object, deleted: true });
    },
  },
  ...readOperations('customer', 'customers', (item, params) => {
    const email = text(params, 'email');
    return email === undefined || item.email === email;
  }),
];

/** A customer who was not deleted; a refusal in Stripe's words when there is none. */
export function livingCustomer(call: Call, id: string, param = 'customer'): Customer {
  const customer = call.read('customer', id, param);
  if (customer.deleted) throw ApiError.notFound('customer', id, param);
  return customer;
}

/** None of its methods may be used again, and nobody's name stays with them. */
function detachAll(call: Call, customer: string): void {
  for (const method of call.world.all('payment_method').newestFirst() ?? []) {
    if (method.customer !== customer) continue;
    call.change.behaviors.push([method.id, 'detached']);
    call.put({ ...method, customer: null, billing_details: { name: null, email: null } });
  }
}
