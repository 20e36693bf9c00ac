import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CannotContinue } from '../../scripts/native/run-folder';

const MEGABYTES = 640;
const CHUNK = Buffer.alloc(4 * 1024 * 1024);

/** This machine does not let us do what the run is about. */
export class NotHere extends CannotContinue {}

/** A disk in memory, small enough to be filled within a second. */
export class SmallDisk {
  private constructor(private readonly directory: string) {}

  /** Throws `NotHere` where nothing may be mounted: only root may, and not in every container. */
  static mountAt(directory: string): SmallDisk {
    mkdirSync(directory, { recursive: true });
    try {
      const options = `size=${MEGABYTES}m,mode=0755`;
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'billing-faults', directory], { stdio: 'pipe' });
    } catch {
      throw new NotHere('a disk that can be filled has to be mounted, which takes root.');
    }
    return new SmallDisk(directory);
  }

  /** Not a byte is left afterwards. */
  fill(): void {
    const file = openSync(this.ballast, 'w');
    try {
      for (let chunk = CHUNK; chunk.length > 0;) {
        try {
          writeSync(file, chunk);
        } catch {
          chunk = chunk.subarray(0, Math.floor(chunk.length / 2));
        }
      }
    } finally {
      closeSync(file);
    }
  }

  clear(): void {
    rmSync(this.ballast, { force: true });
  }

  unmount(): void {
    execFileSync('umount', [this.directory], { stdio: 'pipe' });
  }

  private get ballast(): string {
    return join(this.directory, 'ballast');
  }
}
