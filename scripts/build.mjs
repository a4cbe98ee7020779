// `npm run build`: writes `dist/` anew. JupiterOne's CLI looks for `<project path>/src/index`, so that with
// `-p dist` it finds `dist/src/index.js`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPages } from './build-pages.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const compiler = `${root}node_modules/typescript/bin/tsc`;
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

mkdirSync(`${root}dist/src`);
const source = "export { invocationConfig } from '../jupiterone/index.js';\n";
for (const name of ['index.js', 'index.d.ts']) writeFileSync(`${root}dist/src/${name}`, source);

buildPages();
