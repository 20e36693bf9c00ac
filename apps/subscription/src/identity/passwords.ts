import { hash, compare } from 'bcrypt';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';

/** Slow on purpose; on the thread pool, so that it does not stop the process. */
@Injectable()
export class Passwords {
  private readonly decoy: Promise<string>;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.decoy = hash('nobody has this password', config.auth.bcryptCost);
  }

  hash(password: string): Promise<string> {
    return hash(password, this.config.auth.bcryptCost);
  }

  /** Without a stored hash it does the same work against a decoy: time must not tell whether an e-mail exists (promise 43). */
  async matches(password: string, storedHash: string | undefined): Promise<boolean> {
    // bcrypt would ignore what comes after byte 72; no such password was ever accepted.
    const tooLong = Buffer.byteLength(password) > 72;
    const matches = await compare(tooLong ? '' : password, storedHash ?? (await this.decoy));
    return matches && storedHash !== undefined && !tooLong;
  }
}
