// `npm start`: installs and builds what is missing, then runs the demo with the project's own Node.
import { spawn } from 'node:child_process';
import { ensurePages } from './build-pages.mjs';
import { ensureInstalled, pinnedNode, projectEnvironment, projectRoot } from './install.mjs';

ensureInstalled();
ensurePages();
const child = spawn(
  pinnedNode,
  [`${projectRoot}bin/graph-qualys`, 'demo', ...process.argv.slice(2)],
  { stdio: 'inherit', env: projectEnvironment() },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
