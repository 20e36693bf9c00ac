/** How an account reads amounts and dates, for whoever writes to it. */
export { AccountLocale } from './account-locale';
