import { v7 } from 'uuid';

/** UUID version 7: made in the application, ordered by time, so that primary keys append to their index. */
export const newId = (): string => v7();
