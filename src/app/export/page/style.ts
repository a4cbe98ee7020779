/** Colours and places. Light or dark as the reader's system is. */
export const STYLE = `
:root { color-scheme: light dark; --bg: #fbfbfa; --panel: #ffffff; --ink: #1d2329; --soft: #5f6b76; --line: #d9dee3; --edge: #8896a5;
  --account: #1f4e79; --service: #2f7fb8; --asset: #3d8f86; --cve: #8d7bb8; --other: #9a8f7a;
  --critical: #a3132f; --high: #e0562b; --medium: #e3a21a; --low: #7fae4b; --none: #9fb0bf; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #14181c; --panel: #1c2228; --ink: #e8ecef; --soft: #9aa7b2; --line: #2e363e; --edge: #66747f;
    --account: #6fb1e8; --service: #4d9bd3; --asset: #57b5aa; --cve: #a997d6; --other: #b3a88f;
    --critical: #e8415f; --high: #f0774c; --medium: #eebb45; --low: #97c565; --none: #7b8b99; } }
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; display: grid; grid-template: auto 1fr / 1fr 340px; background: var(--bg); color: var(--ink);
  font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; overflow: hidden; }
header { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: baseline; padding: 12px 20px;
  background: var(--panel); border-bottom: 1px solid var(--line); }
h1 { font-size: 17px; margin: 0; font-weight: 650; }
header p { margin: 0; color: var(--soft); }
main { position: relative; min-width: 0; min-height: 0; }
#graph { width: 100%; height: 100%; display: block; cursor: grab; touch-action: none; }
#graph.dragging { cursor: grabbing; }
.edge { fill: none; stroke: var(--edge); stroke-width: .8; opacity: .38; }
.edge.scans, .edge.identified { opacity: .16; }
.node { cursor: pointer; outline: none; }
.node circle, .node rect { stroke: var(--bg); stroke-width: 1.2; fill: var(--none); }
.node text { font-size: 20px; text-anchor: middle; fill: var(--ink); font-weight: 600; paint-order: stroke; stroke: var(--bg); stroke-width: 5px; }
.account circle { fill: var(--account); } .service circle { fill: var(--service); } .asset circle { fill: var(--asset); }
.cve rect { fill: var(--cve); } .other circle { fill: var(--other); }
.s-critical circle, .s-critical rect, i.s-critical { fill: var(--critical); background: var(--critical); }
.s-high circle, .s-high rect, i.s-high { fill: var(--high); background: var(--high); }
.s-medium circle, .s-medium rect, i.s-medium { fill: var(--medium); background: var(--medium); }
.s-low circle, .s-low rect, i.s-low { fill: var(--low); background: var(--low); }
.s-informational circle, .s-informational rect, .s-none circle, .s-none rect, i.s-none { fill: var(--none); background: var(--none); }
.closed circle { fill: var(--bg) !important; stroke: var(--none); stroke-width: 1.4; }
.node:hover circle, .node:hover rect, .node:focus-visible circle, .node:focus-visible rect, .node.chosen circle, .node.chosen rect {
  stroke: var(--ink); stroke-width: 2; }
.dim .node:not(.near), .dim .edge:not(.near) { opacity: .08; }
.dim .edge.near { opacity: .9; stroke-width: 1.3; }
aside { background: var(--panel); border-left: 1px solid var(--line); overflow: auto; padding: 16px 18px; }
aside h2 { font-size: 15px; margin: 0 0 2px; overflow-wrap: anywhere; }
aside h3 { font-size: 12px; margin: 18px 0 6px; color: var(--soft); font-weight: 600; }
aside p { margin: 0 0 8px; color: var(--soft); }
aside > button { margin-bottom: 12px; color: var(--soft); }
input { width: 100%; padding: 7px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--bg); color: inherit; font: inherit; margin-bottom: 14px; }
ul { list-style: none; margin: 0; padding: 0; }
li { display: flex; gap: 8px; align-items: baseline; padding: 2px 0; }
li b { font-weight: 400; padding-left: 8px; margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
i { flex: none; width: 10px; height: 10px; border-radius: 50%; background: var(--none); align-self: center; }
i.account { background: var(--account); } i.service { background: var(--service); } i.asset { background: var(--asset); }
i.cve, i.vulnerability { border-radius: 2px; transform: rotate(45deg) scale(.85); } i.cve { background: var(--cve); } i.other { background: var(--other); }
i.closed { background: none; border: 2px solid var(--none); }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: left; cursor: pointer; overflow-wrap: anywhere; }
button:hover, button:focus-visible { text-decoration: underline; }
#fit { position: absolute; left: 16px; bottom: 16px; padding: 6px 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); }
dl { margin: 0; } dt { color: var(--soft); font-size: 12px; margin-top: 7px; } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 760px) { body { grid-template: auto 1fr 40vh / 1fr; } aside { border-left: 0; border-top: 1px solid var(--line); } }
`;
