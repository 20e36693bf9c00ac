import { validate, version } from 'uuid';
import { newId } from './ids';

describe('ids', () => {
  const ids = Array.from({ length: 200_000 }, newId);

  it('are UUIDs of version 7', () => {
    for (const id of ids.slice(0, 1_000)) expect([validate(id), version(id)]).toEqual([true, 7]);
  });

  it('tell the time they were made', () => {
    const milliseconds = parseInt(newId().replace('-', '').slice(0, 12), 16);
    expect(Math.abs(milliseconds - Date.now())).toBeLessThan(5_000);
  });

  it('grow strictly, many of them within one millisecond, and never repeat', () => {
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
