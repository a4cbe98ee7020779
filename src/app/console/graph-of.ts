import { realpath } from 'node:fs/promises';
import { type GraphStore, takeLockFile } from '../../graph/index.ts';
import type { DataDir } from '../data-dir.ts';
import { AppError } from '../errors.ts';
import type { GraphAccess, GraphWishes } from '../graph-access.ts';
import { packageFacts } from '../package-facts.ts';
import { assertGraphExists, openGraph, openInTurn } from '../with-graph.ts';
import { findConsole } from './console-file.ts';

/**
 * The graph of a data folder for a command: asked of the console that runs on the folder, or opened by this process. Which of both is
 * looked at each time it is wanted, and while another process keeps it: a console may have begun or ended meanwhile.
 *
 * @throws {AppError} A_CONSOLE_OTHER_VERSION, A_CONSOLE_GONE, besides what opening throws
 */
export function graphOf(dir: DataDir): GraphAccess {
  const use: GraphAccess['use'] = async (work, wishes = {}) => {
    const store = await openInTurn(
      dir,
      async () => (await throughConsole(dir, wishes)) ?? openGraph(dir, { patienceMs: 0 }),
      wishes,
    );
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  return {
    use,
    existing: async (work, wishes) => {
      await assertGraphExists(dir);
      return use(work, wishes);
    },
  };
}

/**
 * Does something with the file of the graph, which is there and does not change meanwhile: no run is applied by the console, or nobody
 * has it open.
 *
 * @throws {AppError} A_CONSOLE_OTHER_VERSION, A_CONSOLE_GONE; {GraphError} G_LOCKED, G_CANCELLED
 */
export async function stillGraph<Result>(
  dir: DataDir,
  work: () => Promise<Result>,
  wishes: GraphWishes,
): Promise<Result> {
  const letGo = await openInTurn(
    dir,
    async () => {
      const store = await throughConsole(dir, { ...wishes, isSteady: true });
      if (store !== undefined) return () => store.close();
      const file = await realpath(dir.storeFile);
      const lock = await takeLockFile(`${file}.lock`, file);
      return () => lock.release();
    },
    wishes,
  );
  try {
    return await work();
  } finally {
    await letGo();
  }
}

async function throughConsole(dir: DataDir, wishes: GraphWishes): Promise<GraphStore | undefined> {
  const found = await findConsole(dir);
  if (found === undefined) return undefined;
  const known = packageFacts().version;
  if (found.version !== known) {
    throw new AppError('A_CONSOLE_OTHER_VERSION', { found: found.version, known });
  }
  // Loaded when it is wanted: most commands run without a console.
  const { openRemoteStore } = await import('./remote-store.ts');
  return openRemoteStore(found, wishes);
}
