/**
 * What the collection of host detections costs on top of bare saxes, step by step: saxes alone, records,
 * converters, segments. All read the same bytes, taken from a simulator in this process beforehand, in one
 * sitting. Prints processor time (of the thread, without the helpers of the garbage collector, and of the
 * process), the median of several rounds after one to warm up; and of the best round, which other work on the machine
 * disturbs least, the ratio to saxes.
 *
 *   node benchmarks/collect.ts [hosts] [detections per host] [rounds]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import type { ConverterContext } from '../src/integration/steps/context.ts';
import { convertDetection, isUsable } from '../src/integration/steps/host-findings/converters.ts';
import { hostFacts } from '../src/integration/steps/hosts/converters.ts';
import type { Finding } from '../src/model/graph-object.ts';
import { DETECTION_DOCUMENT } from '../src/qualys/documents.ts';
import { PageReader } from '../src/qualys/xml/page-reader.ts';
import { createSimulator } from '../src/simulator/index.ts';
import { createRunSpool } from '../src/spool/index.ts';

const [hosts = 1500, detections = 50, rounds = 7] = process.argv.slice(2).map(Number);
const HOSTS_PER_PAGE = 250;
const CHUNK_BYTES = 65_536;
const PATH = '/api/5.0/fo/asset/host/vm/detection/';
const FORM =
  'action=list&truncation_limit=0&show_igs=1&show_qds=1&show_qds_factors=1&show_tags=1&show_asset_id=1' +
  '&show_reopened_info=1&show_results=0&vuln_detection_source=1&include_ignored=1&include_disabled=1' +
  '&arf_kernel_filter=0&arf_service_filter=0&arf_config_filter=0&status=New,Active,Re-Opened,Fixed';

const CONTEXT: ConverterContext = {
  instanceId: 'benchmark',
  accountName: 'benchmark',
  accountTag: 'benchmark',
  apiUrl: 'https://qualysapi.example',
  resultQids: new Set(),
};

type Page = readonly Uint8Array[];

interface Cost {
  readonly threadMs: number;
  readonly processMs: number;
}

async function fetchPages(): Promise<readonly Page[]> {
  const simulator = createSimulator({ hosts, detections, limits: 'generous' });
  const { url } = await simulator.listen();
  const ids = [...simulator.world.hostIds()];
  const pages: Page[] = [];
  const login = Buffer.from(`${simulator.username}:${simulator.password}`).toString('base64');
  for (let from = 0; from < ids.length; from += HOSTS_PER_PAGE) {
    const response = await fetch(`${url}${PATH}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${login}`,
        'x-requested-with': 'benchmark',
        'content-type': 'application/x-www-form-urlencoded',
        'accept-encoding': 'identity',
      },
      body: `${FORM}&ids=${ids.slice(from, from + HOSTS_PER_PAGE).join(',')}`,
    });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    const body = new Uint8Array(await response.arrayBuffer());
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < body.length; at += CHUNK_BYTES) {
      chunks.push(body.subarray(at, at + CHUNK_BYTES));
    }
    pages.push(chunks);
  }
  await simulator.close();
  return pages;
}

/** saxes with a handler for each event that carries content, and nothing else. */
function bareSaxes(page: Page): void {
  let events = 0;
  const parser = new SaxesParser({ position: false });
  parser.on('error', (error) => {
    throw error;
  });
  const seen = () => {
    events++;
  };
  parser.on('opentag', seen);
  parser.on('text', seen);
  parser.on('cdata', seen);
  parser.on('closetag', seen);
  const decoder = new TextDecoder();
  for (const chunk of page) parser.write(decoder.decode(chunk, { stream: true }));
  parser.close();
  if (events === 0) throw new Error('saxes saw nothing');
}

/** Reads a page into records, and counts its detections. */
async function records(
  page: Page,
  take: (finding: Finding) => void,
  drain: () => Promise<void> | undefined,
  isConverted: boolean,
): Promise<number> {
  let count = 0;
  const reader = new PageReader(DETECTION_DOCUMENT);
  for (const chunk of page) {
    reader.write(chunk);
    for (const host of reader.take()) {
      const found = host.detectionList ?? [];
      count += found.length;
      if (!isConverted || host.id === undefined) continue;
      const facts = hostFacts({ ...host, id: host.id });
      for (const detection of found) {
        if (isUsable(detection)) take(convertDetection(detection, facts, CONTEXT));
      }
    }
    await drain();
  }
  reader.end();
  return count;
}

const ignore = () => undefined;

/** Reads all pages into segments of a folder that is removed afterwards. */
async function segments(pages: readonly Page[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'benchmark-collect-'));
  try {
    const spool = await createRunSpool(join(folder, 'run'), {
      runId: 'benchmark',
      instance: { name: 'benchmark', integrationType: 'qualys' },
      configFingerprint: '',
      startedAt: 0,
    });
    for (const [sequence, page] of pages.entries()) {
      const segment = await spool.beginPage({
        endpoint: 'host-detections',
        scope: `${sequence}`,
        sequence,
      });
      const take = (finding: Finding) => segment.finding(finding);
      await records(page, take, () => segment.drain(), true);
      await segment.commit({ counts: {} });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function time(run: () => Promise<void>): Promise<Cost> {
  const thread = process.threadCpuUsage();
  const whole = process.cpuUsage();
  await run();
  const { user, system } = process.threadCpuUsage(thread);
  const all = process.cpuUsage(whole);
  return { threadMs: (user + system) / 1000, processMs: (all.user + all.system) / 1000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const pages = await fetchPages();
const megabytes = pages.flat().reduce((sum, chunk) => sum + chunk.length, 0) / 1e6;
let found = 0;
for (const page of pages) found += await records(page, ignore, ignore, false);

const stages: Readonly<Record<string, () => Promise<void>>> = {
  saxes: async () => {
    for (const page of pages) bareSaxes(page);
  },
  records: async () => {
    for (const page of pages) await records(page, ignore, ignore, false);
  },
  converters: async () => {
    for (const page of pages) await records(page, ignore, ignore, true);
  },
  segments: () => segments(pages),
};
const costs = new Map<string, Cost[]>(Object.keys(stages).map((name) => [name, []]));
for (let round = 0; round <= rounds; round++) {
  for (const [name, run] of Object.entries(stages)) {
    const cost = await time(run);
    if (round > 0) costs.get(name)?.push(cost);
  }
}
const bare = costs.get('saxes') ?? [];
const threadTimes = (all: readonly Cost[]) => all.map(({ threadMs }) => threadMs);
const bareMedian = median(threadTimes(bare));
const bareBest = Math.min(...threadTimes(bare));
const table = [...costs].map(([name, all]) => {
  const threadMs = median(threadTimes(all));
  const processMs = median(all.map((cost) => cost.processMs));
  return {
    stage: name,
    threadMs: Math.round(threadMs),
    processMs: Math.round(processMs),
    megabytesPerSecond: Math.round((megabytes / threadMs) * 1000),
    microsecondsPerDetection: Number(((threadMs * 1000) / found).toFixed(2)),
    ratio: Number((threadMs / bareMedian).toFixed(2)),
    ratioOfBest: Number((Math.min(...threadTimes(all)) / bareBest).toFixed(2)),
  };
});
process.stdout.write(
  `${JSON.stringify({ hosts, detections: found, megabytes: Number(megabytes.toFixed(1)) })}\n`,
);
for (const line of table) process.stdout.write(`${JSON.stringify(line)}\n`);
