/**
 * How fast the simulator serves detections to a reader that does nothing with them, over loopback, and how
 * much memory it takes. The simulator runs in a process of its own, so that its memory is its own.
 *
 *   node benchmarks/simulator-throughput.ts [hosts] [detections] [connections]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus } from 'node:os';
import { createSimulator } from '../src/simulator/index.ts';

const [hosts = 20_000, detections = 50, connections = 1] = process.argv.slice(2).map(Number);
const PATH = '/api/5.0/fo/asset/host/vm/detection/';
const FORM =
  'action=list&show_igs=1&show_qds=1&show_qds_factors=1&show_tags=1&show_asset_id=1&show_reopened_info=1' +
  '&vuln_detection_source=1&include_ignored=1&include_disabled=1&status=New,Active,Re-Opened,Fixed';

interface Server {
  readonly url: string;
  readonly startMs: number;
  readonly ids: readonly (readonly [number, number])[];
}

async function serve(): Promise<void> {
  const started = performance.now();
  const simulator = createSimulator({ hosts, detections, limits: 'generous', gzip: 'all' });
  const { url } = await simulator.listen();
  const startMs = performance.now() - started;
  const all = [...simulator.world.hostIds()];
  const size = Math.ceil(all.length / connections);
  const ids = Array.from({ length: connections }, (_, at): [number, number] => [
    all[at * size] ?? 0,
    all[Math.min(all.length, (at + 1) * size) - 1] ?? 0,
  ]);
  process.send?.({ url, startMs, ids } satisfies Server);
  process.once('message', () => void simulator.close().then(() => process.disconnect()));
}

/** Reads one page and counts; nothing is parsed beyond the number of detections. */
function read(url: string, agent: Agent, form: string, isGzip: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${url}${PATH}`,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Basic ${Buffer.from('demo_ab1:demo-password').toString('base64')}`,
          'x-requested-with': 'benchmark',
          'content-type': 'application/x-www-form-urlencoded',
          ...(isGzip && { 'accept-encoding': 'gzip' }),
        },
      },
      (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('end', () =>
          response.statusCode === 200
            ? resolve(bytes)
            : reject(new Error(`status ${response.statusCode}`)),
        );
        response.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(form);
  });
}

function peakMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

/** Seconds of processor time that a process used so far. */
function cpuSeconds(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function main(): Promise<void> {
  const child = fork(import.meta.filename, process.argv.slice(2), {
    env: { ...process.env, SIMULATOR_THROUGHPUT_SERVER: '1' },
  });
  const [server] = (await once(child, 'message')) as [Server];
  const agent = new Agent({ keepAlive: true });
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}\n` +
      `${hosts} hosts, ${detections} detections, ${connections} connection(s); start ${server.startMs.toFixed(0)} ms\n`,
  );
  for (const [name, extra, isGzip] of [
    ['with results', '', false],
    ['without results', '&show_results=0', false],
    ['with results, gzip', '', true],
  ] as const) {
    const cpuBefore = cpuSeconds(child.pid);
    const started = performance.now();
    const sizes = await Promise.all(
      server.ids.map(([first, last]) =>
        read(server.url, agent, `${FORM}${extra}&truncation_limit=0&ids=${first}-${last}`, isGzip),
      ),
    );
    const seconds = (performance.now() - started) / 1000;
    const megabytes = sizes.reduce((sum, size) => sum + size, 0) / 1e6;
    const cpu = cpuSeconds(child.pid) - cpuBefore;
    process.stdout.write(
      `${name}: ${megabytes.toFixed(0)} MB in ${seconds.toFixed(2)} s, ${(megabytes / seconds).toFixed(0)} MB/s ` +
        `(${cpu.toFixed(2)} s of processor time, ${(megabytes / cpu).toFixed(0)} MB/s of it); peak ${peakMb(child.pid)} MB\n`,
    );
  }
  agent.destroy();
  child.send('end');
}

await (process.env['SIMULATOR_THROUGHPUT_SERVER'] === '1' ? serve() : main());
