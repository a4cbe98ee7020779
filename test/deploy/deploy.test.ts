import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/main.ts';
import { temporaryFolder } from '../support/cli.ts';
import { commandOf, dockerfileProblems } from './dockerfile.ts';
import { readUnitFile, unitProblems } from './unit-file.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const ANALYZE = '/usr/bin/systemd-analyze';

const program = createProgram({
  env: {},
  cwd: root,
  out: async () => undefined,
  input: async () => '',
  err: () => undefined,
  isTerminal: false,
  signal: new AbortController().signal,
});
const serve = program.commands.find((command) => command.name() === 'serve')!;
const port = String(serve.options.find(({ long }) => long === '--port')?.defaultValue);
const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
const expected = { root, port, nodeMajor: /\d+/.exec(engines.node)?.[0] ?? '' };

/** A command line of the program, with nothing that `serve` does not know. */
function assertServes([path, name, ...options]: readonly string[]): void {
  expect([path?.endsWith('/bin/graph-qualys'), name]).toEqual([true, 'serve']);
  expect(serve.parseOptions([...options])).toEqual({ operands: [], unknown: [] });
}

describe('the Dockerfile', () => {
  const dockerfile = read('deploy/Dockerfile');

  test('has nothing wrong with it', () => {
    expect(dockerfileProblems(dockerfile, expected)).toEqual([]);
    assertServes(commandOf(dockerfile));
  });

  test.each([
    ['FROM node:24-bookworm-slim AS build', 'FROM node AS build', 'FROM node: no version'],
    [
      'FROM node:24-bookworm-slim AS build',
      'FROM node:latest AS build',
      'FROM node:latest: no version',
    ],
    [
      'FROM node:24-bookworm-slim AS build',
      'FROM node:22-slim AS build',
      'FROM node:22-slim: not Node 24',
    ],
    ['USER graph-qualys', 'USER root', 'USER root: the program needs no rights'],
    ['USER graph-qualys', 'USER ada', 'USER ada: nobody makes that user'],
    [
      'COPY . .',
      'ADD https://example.org/x.tgz .',
      'ADD https://example.org/x.tgz .: COPY does, and fetches nothing',
    ],
    ['COPY package.json', 'COPY no-such-file', 'COPY no-such-file: not there'],
    ['--from=install', '--from=nowhere', 'COPY --from=nowhere /app /app: no stage nowhere'],
    [
      'ENV NODE_ENV',
      'ENV QUALYS_PASSWORD=x NODE_ENV',
      expect.stringMatching(/^ENV QUALYS_PASSWORD=x .+: a secret stays/),
    ],
    ['health/live', 'health', expect.stringContaining('HEALTHCHECK')],
    [
      'HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \\\n  CMD',
      'CMD',
      expect.stringContaining('HEALTHCHECK'),
    ],
    [
      'ENTRYPOINT ["/app/bin/graph-qualys"]',
      'ENTRYPOINT /app/bin/graph-qualys',
      expect.stringContaining('ENTRYPOINT'),
    ],
    ['CMD ["serve", "--host", "0.0.0.0"]', 'CMD serve', 'CMD is not in exec form'],
    ['EXPOSE 4670', 'EXPOSE 80', 'EXPOSE is not 4670'],
    ['VOLUME ["/data"]', 'VOLUME ["/other"]', 'VOLUME is not the data folder'],
    ['WORKDIR /data', 'WORKDIR /', 'WORKDIR is not the data folder'],
  ])('with “%s” as “%s” it would have', (good, bad, problem) => {
    expect(dockerfile).toContain(good);
    expect(dockerfileProblems(dockerfile.replace(good, bad), expected)).toContainEqual(problem);
  });

  test('is built without what does not belong into an image', () => {
    const left = read('deploy/Dockerfile.dockerignore').split('\n');
    for (const name of ['.git', '.env', 'node_modules']) expect(left).toContain(name);
  });
});

describe('the unit of systemd', () => {
  const text = read('deploy/graph-qualys.service');
  const unit = readUnitFile(text);

  test('has nothing wrong with it', () => {
    expect(unitProblems(unit)).toEqual([]);
    assertServes(unit['Service']?.['ExecStart']?.[0]?.split(' ') ?? []);
    const [page = ''] = unit['Unit']?.['Documentation'] ?? [];
    expect(existsSync(join(root, page.replace(/^.*node_modules\/graph-qualys\//, '')))).toBe(true);
  });

  test.each([
    ['User=graph-qualys', 'User=root', 'User is not one of its own'],
    ['ExecStart=/opt/', 'ExecStart=opt/', 'ExecStart has no absolute path'],
    ['Restart=on-failure', 'Restart=no', 'Restart is not on-failure'],
    [
      'StateDirectory=graph-qualys',
      'StateDirectory=other',
      'the data folder is not the StateDirectory',
    ],
    ['StateDirectoryMode=0700', 'StateDirectoryMode=0755', 'others can enter the data folder'],
    ['TimeoutStopSec=60s', 'TimeoutStopSec=1s', 'no time to end a commit'],
    ['NoNewPrivileges=yes', 'NoNewPrivileges=no', 'NoNewPrivileges is not yes'],
    [
      'CapabilityBoundingSet=\n',
      'CapabilityBoundingSet=CAP_NET_ADMIN\n',
      'CapabilityBoundingSet is not empty',
    ],
    ['ProtectSystem=strict', '# ProtectSystem=strict', 'ProtectSystem is not strict'],
    ['WantedBy=multi-user.target', '', 'nothing starts it'],
  ])('with “%s” as “%s” it would have', (good, bad, problem) => {
    expect(text).toContain(good);
    expect(unitProblems(readUnitFile(text.replace(good, bad)))).toContain(problem);
  });

  /** What systemd says of a unit, with a program that is there instead of ours. */
  function analyze(unitText: string, ...args: readonly string[]) {
    const path = join(temporaryFolder('unit'), 'graph-qualys.service');
    writeFileSync(path, unitText.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
    return spawnSync(ANALYZE, [...args, path], { encoding: 'utf8' });
  }

  test.skipIf(!existsSync(ANALYZE))(
    'is understood by systemd, and little exposed (needs systemd-analyze)',
    () => {
      expect(analyze(text, 'verify')).toMatchObject({ status: 0, stdout: '', stderr: '' });
      const misspelt = text.replace('ProtectHome=', 'ProtectHoem=');
      expect(analyze(misspelt, 'verify').stderr).toContain('ProtectHoem');
      // Tenths: 20 of 100, where an ordinary service has more than 90.
      const exposure = ['security', '--offline=true', '--threshold=20', '--no-pager'];
      expect(analyze(text, ...exposure)).toMatchObject({ status: 0 });
      const bare = text.replaceAll(/^(Protect|Private|Restrict|System|No|Cap)\w+=.*$/gm, '');
      expect(analyze(bare, ...exposure).status).not.toBe(0);
    },
  );
});
