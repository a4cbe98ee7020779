import { drawing } from './drawing.ts';
import { escapeHtml, scriptJson } from './escape.ts';
import type { Picture, Ring } from './graph-picture.ts';
import { placeOnRings } from './layout.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** What a page says besides its picture. */
export interface PageFacts {
  /** Names of the instances that the graph is made of. */
  readonly instances: readonly string[];
  /** Time of the last run, epoch milliseconds. */
  readonly at: number | undefined;
  /** How many entities the whole graph has, by type. */
  readonly totals: Readonly<Record<string, number>>;
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'none'];

/** A page that draws a part of the graph, with everything it needs inside. It asks no server for anything. */
export function graphPage(picture: Picture, facts: PageFacts): string {
  const { instances, at, totals } = facts;
  const total = Object.values(totals).reduce((sum, count) => sum + count, 0);
  const shown = picture.nodes.length;
  const title = `Graph of ${instances.join(', ') || 'no instance'}`;
  const extent =
    shown === total
      ? `${count(total)} entities, all of them shown`
      : `${count(shown)} of ${count(total)} entities: the assets with the worst open findings, their worst findings and what these are`;
  const time =
    at === undefined
      ? ''
      : `As of ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><p>${time}</p><p>${extent}</p></header>
<main>${drawing(picture, placeOnRings(picture))}<button id="fit" type="button">Show everything</button></main>
<aside id="about"><div>
<input id="search" type="search" placeholder="Find a host, QID or CVE" aria-label="Find">
<ul id="found"></ul>
<h3>Shown, of all there are</h3>
<ul>${legend(picture, totals)}</ul>
<h3>Severity of findings and vulnerabilities</h3>
<ul>${SEVERITIES.map((name) => `<li><i class="s-${name}"></i>${name === 'none' ? 'informational, or none' : name}</li>`).join('')}<li><i class="closed"></i>closed: fixed, ignored, disabled or informational</li></ul>
<h3>How to read it</h3>
<p>The account stands in the middle, its scanners around it, then what they scan, the findings on that, and outside the vulnerabilities and CVEs that these are. Click something to see
what it is connected with; scroll to zoom, drag to move, Escape to go back.</p>
</div></aside>
<script type="application/json" id="data">${scriptJson(picture)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function legend({ nodes }: Picture, totals: PageFacts['totals']): string {
  return Object.entries(totals)
    .map(([type, total]) => {
      const mine = nodes.filter((node) => node.type === type);
      const ring: Ring = mine[0]?.ring ?? 'other';
      return `<li><i class="${ring}"></i>${escapeHtml(type)}<b>${count(mine.length)} of ${count(total)}</b></li>`;
    })
    .join('');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
