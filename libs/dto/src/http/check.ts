import { registerDecorator } from 'class-validator';

/** A property whose value `accepts` takes; `name` is the code of the refusal, in camel case. */
export function check(name: string, accepts: (value: unknown) => boolean, message: string): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: property as string,
      validator: { validate: (value: unknown) => accepts(value), defaultMessage: () => message },
    });
}
