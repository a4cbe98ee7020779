/** The way from a command to the console that runs on its data folder. */
export {
  announceConsole,
  CONSOLE_FILE,
  type ConsoleAddress,
  type FoundConsole,
  findConsole,
} from './console-file.ts';
export { graphOf, stillGraph } from './graph-of.ts';
export { LOCAL_ROUTES } from './local-routes.ts';
export {
  APPLY_REQUEST,
  applyRequestOf,
  type Line,
  wireCatalog,
  wireError,
} from './wire.ts';
