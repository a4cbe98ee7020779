import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { temporaryFolder } from './cli.ts';

const FILLER = 'filler';

/** A file system of a few megabytes, in memory, that really has no space left when it is full. */
export class SmallDisk {
  /** Where it is mounted. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** One that nobody else has; only where {@link describeOnSmallDisk} does not skip. */
  static mounted(megabytes: number): SmallDisk {
    const path = temporaryFolder('small-disk');
    const args = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path];
    const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
    if (status === 0) return new SmallDisk(path);
    rmSync(path, { recursive: true });
    throw new Error(`mount failed: ${stderr}`);
  }

  /** Takes the space that is left, but for so many bytes. */
  fill(left = 0): void {
    this.clear();
    const { bavail, bsize } = statfsSync(this.path);
    const size = Math.max(0, bavail * bsize - left);
    writeFileSync(join(this.path, FILLER), new Uint8Array(size));
  }

  /** Gives the space back that {@link fill} took. */
  clear(): void {
    rmSync(join(this.path, FILLER), { force: true });
  }

  /** Everything on it is gone. */
  unmount(): void {
    spawnSync('umount', ['--lazy', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Whether this user may mount something. */
function canMount(): boolean {
  try {
    SmallDisk.mounted(1).unmount();
    return true;
  } catch {
    return false;
  }
}

/** Like `describe`, for tests on a {@link SmallDisk}: skipped, and so named and counted, where this user may not mount one. */
export const describeOnSmallDisk = describe.skipIf(!canMount());
