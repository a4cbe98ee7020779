/**
 * How much the declared records cost on top of bare saxes: both read the same bytes, made in memory, in
 * one sitting. Prints the best of several rounds each, in processor time of the thread (what else runs
 * on the machine matters less then), and the ratio; checks how many records there are.
 *
 *   node benchmarks/xml.ts [hosts] [detections per host] [rounds]
 */
import { SaxesParser } from 'saxes';
import { DETECTION_DOCUMENT } from '../src/qualys/documents.ts';
import { PageReader } from '../src/qualys/xml/page-reader.ts';

const [hosts = 1000, detections = 50, rounds = 5] = process.argv.slice(2).map(Number);
const CHUNK_BYTES = 65_536;

const body = Buffer.from(detectionPage(hosts, detections));
const chunks: Buffer[] = [];
for (let at = 0; at < body.length; at += CHUNK_BYTES) {
  chunks.push(body.subarray(at, at + CHUNK_BYTES));
}

let bareMs = Number.POSITIVE_INFINITY;
let readerMs = Number.POSITIVE_INFINITY;
for (let round = 0; round < rounds; round++) {
  bareMs = Math.min(bareMs, time(bareSaxes));
  readerMs = Math.min(readerMs, time(records));
}
const megabytes = body.length / 1e6;
process.stdout.write(
  `${JSON.stringify({
    megabytes: Number(megabytes.toFixed(1)),
    hosts,
    detections: hosts * detections,
    bareSaxesMs: Math.round(bareMs),
    bareSaxesMegabytesPerSecond: Math.round((megabytes / bareMs) * 1000),
    recordsMs: Math.round(readerMs),
    ratio: Number((readerMs / bareMs).toFixed(2)),
  })}\n`,
);

/** Milliseconds of processor time. */
function time(run: () => void): number {
  const start = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

/** saxes with a handler for each event that carries content, and nothing else. */
function bareSaxes(): void {
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
  for (const chunk of chunks) parser.write(decoder.decode(chunk, { stream: true }));
  parser.close();
  if (events < hosts * detections) throw new Error('saxes saw too little');
}

function records(): void {
  let found = 0;
  const reader = new PageReader(DETECTION_DOCUMENT);
  const take = () => {
    for (const host of reader.take()) found += host.detectionList?.length ?? 0;
  };
  for (const chunk of chunks) {
    reader.write(chunk);
    take();
  }
  reader.end();
  take();
  if (found !== hosts * detections) throw new Error(`${found} detections`);
}

/** A page of the host list detection in the layout of reference 9.3, values invented. */
function detectionPage(hostCount: number, perHost: number): string {
  const parts = [
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE HOST_LIST_VM_DETECTION_OUTPUT SYSTEM "https://qualysapi.example/output.dtd">\n<HOST_LIST_VM_DETECTION_OUTPUT>\n  <RESPONSE>\n    <DATETIME>2026-11-24T08:00:00Z</DATETIME>\n    <HOST_LIST>\n',
  ];
  for (let host = 0; host < hostCount; host++) {
    parts.push(`      <HOST>
        <ID>${100_000 + host}</ID>
        <ASSET_ID>${900_000 + host}</ASSET_ID>
        <IP>192.0.2.${host % 256}</IP>
        <TRACKING_METHOD>AGENT</TRACKING_METHOD>
        <OS>
          <![CDATA[Ubuntu Linux 22.04.4]]>
        </OS>
        <DNS><![CDATA[web${host}.example.com]]></DNS>
        <LAST_SCAN_DATETIME>2026-11-23T21:10:03Z</LAST_SCAN_DATETIME>
        <TAGS>
          <TAG><TAG_ID>55501</TAG_ID><NAME><![CDATA[Cloud Agent]]></NAME></TAG>
        </TAGS>
        <DETECTION_LIST>
`);
    for (let n = 0; n < perHost; n++) {
      parts.push(`          <DETECTION>
            <UNIQUE_VULN_ID>${5_000_000_000 + host * perHost + n}</UNIQUE_VULN_ID>
            <QID>${380_000 + n}</QID>
            <TYPE>Confirmed</TYPE>
            <SEVERITY>${(n % 5) + 1}</SEVERITY>
            <PORT>443</PORT>
            <PROTOCOL>tcp</PROTOCOL>
            <SSL>1</SSL>
            <RESULTS><![CDATA[Package\tInstalled Version\tRequired Version
libfoo${n}\t1.0-1\t1.0-2]]></RESULTS>
            <STATUS>Active</STATUS>
            <FIRST_FOUND_DATETIME>2026-01-10T04:50:45Z</FIRST_FOUND_DATETIME>
            <LAST_FOUND_DATETIME>2026-11-23T21:08:41Z</LAST_FOUND_DATETIME>
            <QDS severity="CRITICAL">95</QDS>
            <QDS_FACTORS>
              <QDS_FACTOR name="CVSS"><![CDATA[7.8]]></QDS_FACTOR>
              <QDS_FACTOR name="epss"><![CDATA[0.00052]]></QDS_FACTOR>
            </QDS_FACTORS>
            <TIMES_FOUND>228</TIMES_FOUND>
            <LAST_TEST_DATETIME>2026-11-23T21:08:41Z</LAST_TEST_DATETIME>
            <LAST_UPDATE_DATETIME>2026-11-23T21:10:03Z</LAST_UPDATE_DATETIME>
            <IS_IGNORED>0</IS_IGNORED>
            <IS_DISABLED>0</IS_DISABLED>
            <AFFECT_RUNNING_KERNEL>0</AFFECT_RUNNING_KERNEL>
            <LAST_PROCESSED_DATETIME>2026-11-23T21:10:03Z</LAST_PROCESSED_DATETIME>
            <CVE>CVE-2026-0001,CVE-2026-0002</CVE>
            <LATEST_VULNERABILITY_DETECTION_SOURCE>Cloud Agent</LATEST_VULNERABILITY_DETECTION_SOURCE>
          </DETECTION>
`);
    }
    parts.push('        </DETECTION_LIST>\n      </HOST>\n');
  }
  parts.push('    </HOST_LIST>\n  </RESPONSE>\n</HOST_LIST_VM_DETECTION_OUTPUT>\n');
  return parts.join('');
}
