import { refuseUnknown, text, texts } from '../http/form';
import { stripeId } from '../store/change';
import type { Customer } from '../stripe-objects';
import { list, readOperations } from './listing';
import { ok, type Call, type Operation } from './operation';

const PARAMS = ['email', 'name', 'description', 'metadata', 'expand'];

export const customerOperations: Operation[] = [
  {
    name: 'customers.create',
    method: 'POST',
    path: '/v1/customers',
    run: (call) =>
      ok(
        call.put(
          filled(call, {
            id: stripeId('cus'),
            object: 'customer',
            created: call.created,
            livemode: false,
            email: null,
            name: null,
            description: null,
            metadata: {},
          }),
        ),
      ),
  },
  ...readOperations('customer', 'customers', (item, params) => {
    const email = text(params, 'email');
    return email === undefined || item.email === email;
  }),
  {
    name: 'customers.update',
    method: 'POST',
    path: '/v1/customers/:id',
    run: (call) => ok(call.put(filled(call, call.read('customer', call.pathId)))),
  },
  {
    name: 'customers.delete',
    method: 'DELETE',
    path: '/v1/customers/:id',
    run(call) {
      const customer = call.read('customer', call.pathId);
      call.change.removed.push(customer.id);
      return ok({ id: customer.id, object: 'customer', deleted: true });
    },
  },
  {
    name: 'customers.list_payment_methods',
    method: 'GET',
    path: '/v1/customers/:id/payment_methods',
    run(call) {
      const customer = call.read('customer', call.pathId);
      const url = `/v1/customers/${customer.id}/payment_methods`;
      return list(call, 'payment_method', url, (item) => item.customer === customer.id);
    },
  },
];

function filled(call: Call, customer: Customer): Customer {
  refuseUnknown(call.params, PARAMS);
  return {
    ...customer,
    email: text(call.params, 'email') ?? customer.email,
    name: text(call.params, 'name') ?? customer.name,
    description: text(call.params, 'description') ?? customer.description,
    metadata: { ...customer.metadata, ...texts(call.params, 'metadata') },
  };
}
