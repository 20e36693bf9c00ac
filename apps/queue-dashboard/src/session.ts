import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { SystemClock } from '@libs/calendar';

const SESSION_SECONDS = 8 * 3600;
export const COOKIE = 'queue_dashboard_session';

const realTime = new SystemClock();

/** Sessions live in a signed cookie; only the few that were ended early are remembered here. */
export class Sessions {
  private readonly ended = new Map<string, number>();

  constructor(
    private readonly secret: string,
    private readonly isSecure: boolean,
    private readonly nowSeconds: () => number = () => Math.floor(realTime.now().epochMilliseconds / 1000),
  ) {
    if (secret.length < 16) throw new TypeError('the secret of the sessions is too short');
  }

  /** The Set-Cookie header of a new session. */
  begin(): string {
    const claim = `${this.nowSeconds() + SESSION_SECONDS}.${randomBytes(16).toString('hex')}`;
    return this.cookie(`${claim}.${this.sign(claim)}`, SESSION_SECONDS);
  }

  isValid(cookieHeader: string | undefined): boolean {
    const token = readCookie(cookieHeader);
    const [, expiry, nonce, signature] = /^(\d{10})\.([0-9a-f]{32})\.([0-9a-f]{64})$/.exec(token ?? '') ?? [];
    if (!expiry || !nonce || !signature) return false;
    const isGenuine = equalTexts(signature, this.sign(`${expiry}.${nonce}`));
    return isGenuine && Number(expiry) > this.nowSeconds() && !this.ended.has(nonce);
  }

  /** Ends the session, also for whoever copied the cookie, while this process runs; answers with the header that removes it. */
  end(cookieHeader: string | undefined): string {
    for (const [nonce, expiry] of this.ended) if (expiry <= this.nowSeconds()) this.ended.delete(nonce);
    if (this.isValid(cookieHeader)) {
      const [expiry = '', nonce = ''] = (readCookie(cookieHeader) ?? '').split('.');
      this.ended.set(nonce, Number(expiry));
    }
    return this.cookie('', 0);
  }

  private cookie(value: string, seconds: number): string {
    const secure = this.isSecure ? '; Secure' : '';
    return `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
  }

  private sign(claim: string): string {
    return createHmac('sha256', this.secret).update(claim).digest('hex');
  }
}

/** Takes as long for every wrong text; hashing first makes the lengths equal. */
export function equalTexts(a: string, b: string): boolean {
  const hash = (text: string) => createHmac('sha256', 'equal-length').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

function readCookie(header: string | undefined): string | undefined {
  const pair = (header ?? '').split(';').find((part) => part.trim().startsWith(`${COOKIE}=`));
  return pair?.trim().slice(COOKIE.length + 1);
}
