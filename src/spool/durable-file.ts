import { open, rename } from 'node:fs/promises';
import { fileError } from './errors.ts';

/** Makes the names in a folder durable: without it a rename may be gone after a power failure. */
export async function syncFolder(path: string): Promise<void> {
  let folder: Awaited<ReturnType<typeof open>>;
  try {
    folder = await open(path, 'r');
  } catch (error) {
    throw fileError(path, error);
  }
  try {
    await folder.sync();
  } catch (error) {
    // Windows cannot sync folders, and does not need to.
    if (process.platform !== 'win32') throw fileError(path, error);
  } finally {
    await folder.close();
  }
}

/** Writes a small file and makes its content (not yet its name) durable. */
export async function writeDurably(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(path, error);
  }
}

/** Gives a file its final name. */
export async function moveTo(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    throw fileError(to, error);
  }
}
