import { texts, type Form } from '../http/form';
import type { World } from '../store/world';

/** Replaces the ids that `expand[]` names by the objects themselves, in a copy. `data.x` reaches into a list. */
export function expand(body: object, params: Form, world: World): object {
  return Object.values(texts(params, 'expand')).reduce<object>(
    (result, path) => expandPath(result, path.split('.'), world) as object,
    body,
  );
}

function expandPath(value: unknown, path: string[], world: World): unknown {
  if (Array.isArray(value)) return value.map((item) => expandPath(item, path, world));
  if (typeof value === 'string') {
    const found = world.find(value);
    return found ? expandPath(found, path, world) : value;
  }
  const [name, ...rest] = path;
  if (typeof value !== 'object' || value === null || name === undefined || !Object.hasOwn(value, name)) return value;
  return { ...value, [name]: expandPath((value as Record<string, unknown>)[name], rest, world) };
}
