import { open, rename, rm } from 'node:fs/promises';

/** Writes a file of the data folder, durably, whole or not at all; only its owner may read it. Rejects with the error of the system. */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // What cannot be removed is in the way of nothing but the next change, which tells it.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
