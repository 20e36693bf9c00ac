/** Whose entries belong to no account: fees of movements that nobody here caused. */
export const NOBODYS_ACCOUNT = '00000000-0000-0000-0000-000000000000';
