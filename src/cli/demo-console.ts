import type { DataDir } from '../app/data-dir.ts';
import type { Environment } from '../app/environment.ts';
import { AppError } from '../app/errors.ts';
import type { RunningServer } from '../server/index.ts';
import { interrupted } from './interrupted.ts';
import { invitation } from './invitation.ts';
import type { CommandIo } from './io.ts';

/** Where the demo's console listens if it can. */
const FIRST_PORT = 4670;
/** Ports that are tried one after the other. */
const PORTS_TRIED = 20;
const HOST = '127.0.0.1';

/** A simulated platform that the console can collect from again. */
export interface SimulatedPlatform {
  readonly instance: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The console of the demo, until the user interrupts; its log goes nowhere, since a person reads this terminal. */
export async function demoConsole(
  dir: DataDir,
  env: Environment,
  platform: SimulatedPlatform | undefined,
  io: CommandIo,
): Promise<void> {
  const room = await import('../server/index.ts');
  if (platform !== undefined) room.prepareInstance(dir, env, platform.instance, platform);
  const start = (port: number) =>
    room.startServer({
      dataDir: dir,
      environment: env,
      host: HOST,
      port,
      log: { write: () => undefined },
    });
  const server = await onFreePort(start, io);
  try {
    await io.out(
      `\nThe console is open at ${server.url}. Stop it with Ctrl-C.\n${invitation(server, room)}`,
    );
    await interrupted(io.signal);
  } finally {
    await server.close();
  }
}

async function onFreePort(
  start: (port: number) => Promise<RunningServer>,
  io: CommandIo,
): Promise<RunningServer> {
  for (let port = FIRST_PORT; ; port += 1) {
    try {
      return await start(port);
    } catch (error) {
      const isTaken = error instanceof AppError && error.code === 'A_PORT_IN_USE';
      if (!isTaken || port >= FIRST_PORT + PORTS_TRIED) throw error;
      io.err(`Port ${port} is in use by another program; trying ${port + 1}.\n`);
    }
  }
}
