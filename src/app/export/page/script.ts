/**
 * What the page does besides showing: move, zoom, search, and tell about what is clicked. Everything it shows is
 * set as text, never as markup.
 */
export const SCRIPT = `
const { nodes, edges } = JSON.parse(document.getElementById('data').textContent);
const svg = document.getElementById('graph');
const panel = document.getElementById('about');
const overview = panel.firstElementChild;
const marks = [...document.querySelectorAll('.node')];
const lines = [...document.querySelectorAll('.edge')];
const whole = svg.viewBox.baseVal;
const all = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
let view = { ...all };

function look(to) { view = to; svg.setAttribute('viewBox', [to.x, to.y, to.w, to.h].join(' ')); }
function at(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return { x: point.x, y: point.y };
}
svg.addEventListener('wheel', (event) => {
  event.preventDefault();
  const factor = Math.exp(event.deltaY * 0.0012);
  const w = Math.min(all.w * 1.5, Math.max(all.w / 60, view.w * factor));
  const { x, y } = at(event);
  const scale = w / view.w;
  look({ x: x - (x - view.x) * scale, y: y - (y - view.y) * scale, w, h: view.h * scale });
}, { passive: false });
let grip;
svg.addEventListener('pointerdown', (event) => { grip = { ...at(event), moved: false }; });
svg.addEventListener('pointermove', (event) => {
  if (!grip || !event.buttons) return;
  const { x, y } = at(event);
  if (!grip.moved && Math.hypot(x - grip.x, y - grip.y) < view.w / 200) return;
  grip.moved = true;
  svg.classList.add('dragging');
  look({ ...view, x: view.x + grip.x - x, y: view.y + grip.y - y });
});
addEventListener('pointerup', () => svg.classList.remove('dragging'));
document.getElementById('fit').addEventListener('click', () => look({ ...all }));

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};
const dot = (node) => element('i', '', node.ring + (node.isOpen === false ? ' closed' : node.severity ? ' s-' + node.severity : ''));
function shown(name, value) {
  if (Array.isArray(value)) return value.join(', ');
  const isTime = typeof value === 'number' && /On$/.test(name) && value > 1e11;
  return isTime ? new Date(value).toISOString().replace('T', ' ').slice(0, 16) + ' UTC' : String(value);
}
function link(index, isTyped) {
  const item = element('li');
  const button = element('button', nodes[index].label);
  button.addEventListener('click', () => choose(index, true));
  item.append(dot(nodes[index]), button);
  if (isTyped) item.append(element('b', nodes[index].type));
  return item;
}
/** What a node is connected with, by kind of connection. */
function connections(index) {
  const groups = new Map();
  edges.forEach(({ from, to, verb }) => {
    if (from !== index && to !== index) return;
    const other = from === index ? to : from;
    const type = nodes[other].type;
    const title = from === index ? verb + ' \\u2192 ' + type : type + ' ' + verb + ' \\u2192';
    groups.set(title, [...(groups.get(title) ?? []), other]);
  });
  return [...groups].flatMap(([title, others]) => {
    const list = element('ul');
    list.append(...others.map((other) => link(other)));
    return [element('h3', title + (others.length > 1 ? ' (' + others.length + ')' : '')), list];
  });
}
function choose(index, isMoved) {
  const node = nodes[index];
  const near = new Set([index]);
  lines.forEach((line, place) => {
    const { from, to } = edges[place];
    const isNear = from === index || to === index;
    line.classList.toggle('near', isNear);
    if (isNear) near.add(from).add(to);
  });
  marks.forEach((mark, place) => {
    mark.classList.toggle('near', near.has(place));
    mark.classList.toggle('chosen', place === index);
  });
  svg.classList.add('dim');
  const properties = element('dl');
  for (const [name, value] of Object.entries(node.properties)) {
    if (value === null || value === undefined || value === '') continue;
    properties.append(element('dt', name), element('dd', shown(name, value)));
  }
  const back = element('button', '\\u2190 Overview');
  back.addEventListener('click', clear);
  panel.replaceChildren(back, element('h2', node.label), element('p', node.type),
    ...connections(index), element('h3', 'Properties'), properties);
  panel.scrollTop = 0;
  if (isMoved) {
    const box = marks[index].transform.baseVal[0].matrix;
    look({ ...view, x: box.e - view.w / 2, y: box.f - view.h / 2 });
  }
}
function clear() {
  svg.classList.remove('dim');
  marks.forEach((mark) => mark.classList.remove('near', 'chosen'));
  lines.forEach((line) => line.classList.remove('near'));
  panel.replaceChildren(overview);
}
svg.addEventListener('click', (event) => {
  if (grip && grip.moved) return;
  const mark = event.target.closest('.node');
  if (mark) choose(Number(mark.dataset.i)); else clear();
});
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') clear();
  const mark = event.key === 'Enter' && document.activeElement.closest?.('.node');
  if (mark) choose(Number(mark.dataset.i));
});
const search = document.getElementById('search');
const found = document.getElementById('found');
search.addEventListener('input', () => {
  const text = search.value.trim().toLowerCase();
  const hits = text === '' ? [] : nodes.flatMap((node, index) =>
    (node.label + ' ' + node.type + ' ' + node.key).toLowerCase().includes(text) ? [index] : []);
  found.replaceChildren(...hits.slice(0, 30).map((hit) => link(hit, true)));
  if (text !== '' && hits.length === 0) found.append(element('li', 'Nothing of that name is shown.'));
});
`;
