// After `tsc`: JupiterOne's CLI looks for `<project path>/src/index`, here `dist/src/index.js`.
import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('../dist/src/', import.meta.url);
mkdirSync(folder, { recursive: true });
const source = "export { invocationConfig } from '../jupiterone/index.js';\n";
for (const name of ['index.js', 'index.d.ts']) writeFileSync(new URL(name, folder), source);
