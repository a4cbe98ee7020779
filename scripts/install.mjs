// Plain JavaScript for any Node from 18 on: makes sure that the dependencies of the lock file are
// installed, and the browser of the tests where it may be, and names the Node that the project pins. Used by `npm start` and `npm test`.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Root folder of the checkout, with a trailing slash. */
export const projectRoot = fileURLToPath(new URL('../', import.meta.url));

/** The Node of the project, from its `node` dependency. */
export const pinnedNode = `${projectRoot}node_modules/node/bin/node`;

/** npm writes its own copy of the lock file as the last act of an installation. */
function isInstalled() {
  const installed = `${projectRoot}node_modules/.package-lock.json`;
  const wanted = `${projectRoot}package-lock.json`;
  return (
    existsSync(pinnedNode) &&
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(wanted).mtimeMs
  );
}

/** Runs `npm ci` when the lock file is newer than what is installed. Ends the process when it fails. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.error('Installing dependencies (npm ci), once …');
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund'], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (result.status !== 0 || !existsSync(pinnedNode)) {
    console.error('npm ci did not finish. See the messages above, then try again.');
    process.exit(1);
  }
}

/** An environment in which `node` and the installed tools are the project's own. */
export function projectEnvironment() {
  const path = [
    `${projectRoot}node_modules/.bin`,
    `${projectRoot}node_modules/node/bin`,
    process.env.PATH,
  ];
  return { ...process.env, PATH: path.join(':') };
}

/** Where Debian puts the browser of the tests. */
const CHROMIUM = '/usr/bin/chromium';

/** Installs Chromium where that is possible, and otherwise says how; the tests that need it are skipped then, by name. */
export function ensureChromium() {
  if (existsSync(CHROMIUM)) return;
  const commands = [
    ['apt-get', ['update', '-q']],
    ['apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium']],
  ];
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    console.error('Installing Chromium for the tests in the browser (apt-get), once …');
    for (const [command, args] of commands) {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      // What it says is only worth reading when it fails.
      const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
      if (status !== 0) console.error(`${stdout ?? ''}${stderr ?? ''}`);
    }
    if (existsSync(CHROMIUM)) return;
  }
  console.error(
    'Chromium is missing: the tests in the browser are skipped. To have them, run as root: apt-get update && apt-get install -y chromium',
  );
}
