import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Not by `recursive: true`: where a file system says that something is missing though
 * all above it is there, as /proc does, that never ends.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isMade(folder)) return;
  const above = dirname(folder);
  if (above !== folder) await makeFolder(above);
  if (!(await isMade(folder))) await mkdir(folder);
}

/** False when what is above is missing. What is there and no folder shows when something is opened in it. */
async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code !== 'EEXIST') throw thrown;
  }
  return true;
}
