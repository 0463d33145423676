// The cluster: the server, the workers around or below it, and the messages in flight between them.

import { begin, byId, bytes, colour, css, element, reduced, rgb, timed, whole } from './paint.js';
import { clock, state } from './state.js';

const canvas = byId('cluster-canvas');
const Around = 24; // more workers than this are drawn in rows
const Words = { c: 'computing', w: 'waiting', p: 'paused', x: 'cut off', g: 'gone' };
const Colours = { c: 'computing', w: 'waiting', p: 'paused', x: 'cut', g: 'gone' };
export let selected = 0;
let places = [];
let radius = 10;
let server = { x: 0, y: 0 };
let drawn = 0;

export const wordOf = letter => Words[letter] ?? 'unknown';

export function select(worker) {
  selected = Math.max(0, Math.min(worker, state.workers.states.length - 1));
}

function arrange(width, height, count) {
  if (count <= Around) {
    radius = Math.max(11, Math.min(24, Math.min(width, height) / (count + 2)));
    server = { x: width / 2, y: height / 2 - 5 };
    const [a, b] = [width / 2 - radius - 22, height / 2 - radius - 19];
    places = Array.from({ length: count }, (_, i) => {
      const angle = (i / count) * 2 * Math.PI - Math.PI / 2;
      return { x: server.x + a * Math.cos(angle), y: server.y + b * Math.sin(angle) };
    });
    return;
  }
  const [top, left] = [64, 6];
  const cell = Math.max(2, Math.sqrt(((width - 2 * left) * (height - top - 6)) / count) * 0.985);
  const columns = Math.floor((width - 2 * left) / cell);
  const pitch = Math.min(cell, (height - top - 6) / Math.ceil(count / columns));
  radius = Math.min(cell, pitch) / 2;
  server = { x: width / 2, y: 24 };
  places = Array.from({ length: count }, (_, i) => ({ x: left + ((i % columns) + 0.5) * cell, y: top + (Math.floor(i / columns) + 0.5) * pitch }));
}

export function draw() {
  timed('cluster', () => {
    const { g, width, height } = begin(canvas);
    const { states, progress } = state.workers;
    drawn = 0;
    if (!states) return;
    arrange(width, height, states.length);
    const few = states.length <= Around;
    if (few) drawLinks(g, states);
    if (few && !reduced.matches) drawPackets(g, few); // below the workers, so that no message covers a number
    for (let i = 0; i < states.length; i++) (few ? drawBody : drawCell)(g, i, states[i], progress.charCodeAt(i) - 48);
    if (!few) drawSelected(g);
    if (!few && !reduced.matches) drawPackets(g, few);
    drawServer(g, few);
  });
}

function drawLinks(g, states) {
  places.forEach((place, i) => {
    g.strokeStyle = colour(states[i] === 'x' ? 'cut' : 'line');
    g.setLineDash(states[i] === 'x' ? [3, 6] : []);
    g.lineWidth = 1.2;
    line(g, server, place);
  });
  g.setLineDash([]);
}

function line(g, from, to) {
  g.beginPath();
  g.moveTo(from.x, from.y);
  g.lineTo(to.x, to.y);
  g.stroke();
}

function drawServer(g, few) {
  const { now } = state;
  const [w, h] = few ? [146, 50] : [190, 38];
  g.fillStyle = colour('panel');
  g.strokeStyle = colour('server');
  g.lineWidth = 2;
  g.beginPath();
  g.roundRect(server.x - w / 2, server.y - h / 2, w, h, 9);
  g.fill();
  g.stroke();
  label(g, 'parameter server', server.x, server.y - 8, colour('ink'), '600 12px system-ui');
  label(g, `step ${whole(now?.step ?? 0)}${now?.queue ? `, ${now.queue} queued` : ''}`, server.x, server.y + 9, colour('faint'), '12px system-ui');
}

function label(g, text, x, y, fill, font) {
  g.font = font;
  g.fillStyle = fill;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  g.fillText(text, x, y);
}

function drawBody(g, i, letter, tenths) {
  const { x, y } = places[i];
  const tone = colour(Colours[letter]);
  g.beginPath();
  g.arc(x, y, radius, 0, 7);
  g.fillStyle = colour(letter === 'g' ? 'bg' : 'panel');
  g.fill();
  g.lineWidth = 2;
  g.strokeStyle = letter === 'c' ? css(rgb(tone), 0.35) : tone;
  g.setLineDash(letter === 'g' ? [3, 4] : []);
  g.stroke();
  g.setLineDash([]);
  if (letter === 'c') {
    g.lineWidth = 4;
    g.strokeStyle = tone;
    g.beginPath();
    g.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * Math.max(0.02, (tenths + 0.5) / 10));
    g.stroke();
  }
  if (i === selected) {
    g.lineWidth = 2;
    g.strokeStyle = colour('accent');
    g.beginPath();
    g.arc(x, y, radius + 5, 0, 7);
    g.stroke();
  }
  label(g, letter === 'g' ? '✕' : String(i), x, y + 0.5, letter === 'g' ? tone : colour('ink'), '600 13px system-ui');
  const slow = state.table?.factors[i] ?? 1;
  const word = wordOf(letter) + (slow !== 1 ? ` ×${slow}` : '');
  label(g, word, x, y + radius + (i === selected ? 15 : 10), letter === 'w' ? colour('faint') : tone, '11px system-ui');
}

function drawCell(g, i, letter, tenths) {
  const { x, y } = places[i];
  const r = radius * 0.86;
  g.fillStyle = colour(Colours[letter]);
  g.globalAlpha = letter === 'c' ? 0.35 + tenths * 0.07 : letter === 'w' ? 0.3 : 1;
  g.fillRect(x - r, y - r, 2 * r, 2 * r);
  g.globalAlpha = 1;
  if (letter === 'w' || letter === 'c' || r < 2.5) return;
  g.strokeStyle = colour('panel'); // colour is not the only sign: workers that do not work have a symbol
  g.lineWidth = 1.4;
  g.beginPath();
  if (letter === 'g') {
    g.moveTo(x - r * 0.55, y - r * 0.55);
    g.lineTo(x + r * 0.55, y + r * 0.55);
    g.moveTo(x + r * 0.55, y - r * 0.55);
    g.lineTo(x - r * 0.55, y + r * 0.55);
  } else {
    g.moveTo(x - r * 0.6, y);
    g.lineTo(x + r * 0.6, y);
  }
  g.stroke();
}

function drawSelected(g) {
  const place = places[selected];
  if (!place) return;
  g.strokeStyle = colour('accent');
  g.lineWidth = 2;
  g.strokeRect(place.x - radius - 1, place.y - radius - 1, 2 * radius + 2, 2 * radius + 2);
}

function drawPackets(g, few) {
  const now = clock() * 1e6;
  for (const [worker, kind, departs, arrives, size] of state.packets) {
    const place = places[worker];
    if (!place || arrives <= departs) continue;
    const share = (now - departs) / (arrives - departs);
    if (share < 0 || share > 1) continue;
    const toServer = kind % 2 === 1;
    const [from, to] = toServer ? [place, server] : [server, place];
    const [x, y] = [from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share];
    const r = Math.max(1.6, Math.min(9, Math.sqrt(size) / (few ? 45 : 110)));
    g.fillStyle = colour(kind === 0 ? 'params' : kind === 1 ? 'grads' : 'faint');
    g.beginPath();
    if (toServer) g.arc(x, y, r, 0, 7);
    else g.rect(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r);
    g.fill();
    drawn++;
  }
}

// The number of messages in the picture.
export const flying = () => drawn;

export function legend() {
  const counts = {};
  for (const letter of state.workers.states) counts[letter] = (counts[letter] ?? 0) + 1;
  const kinds = state.now?.kinds ?? [0, 0, 0, 0];
  const entries = Object.entries(counts).map(([letter, count]) => [Colours[letter], count, wordOf(letter), '3px'])
    .concat([['params', kinds[0], 'parameters in flight', '1px'], ['grads', kinds[1], 'gradients in flight', '50%']]);
  byId('cluster-legend').replaceChildren(...entries.map(([tone, count, word, corner]) => {
    const sign = element('i');
    sign.style.background = colour(tone);
    sign.style.borderRadius = corner;
    return element('li', {}, sign, element('b', { textContent: whole(count) }), ` ${word}`);
  }), element('li', {}, element('b', { textContent: bytes(state.now?.bytes ?? 0) }), ' arrived'), ...leftOut());
}

// The server sends only the messages that arrive first; the legend says so.
function leftOut() {
  const all = state.now?.flying ?? 0;
  if (state.packets.length >= all) return [];
  return [element('li', { textContent: `${whole(state.packets.length)} of ${whole(all)} messages are drawn: those that arrive first` })];
}

export function pick(event) {
  const box = canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  let best = -1, least = (radius + 14) ** 2;
  places.forEach((place, i) => {
    const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}

export function step(key) {
  const columns = places.length > Around ? places.filter(place => place.y === places[0].y).length : 1;
  return { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
}
