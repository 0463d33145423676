// Digits: the drawing pad, the confusion matrix, and the weights of the first layer.

import { byId, bytesOf, drawDigit, drawSigned, element, number, onTheme, whole } from './paint.js';
import { askOf, lookedAt, state, tell } from './state.js';
import { ask as explain } from './lens.js';

const pad = byId('pad');
const pen = pad.getContext('2d', { willReadFrequently: true });
const Side = 112, Ink = 20;
let drawn = null, last = null, judged = -1, judgedAt = 0, weighedAt = 0;
const cursor = { x: 140, y: 140, down: false };

function clear() {
  pen.fillStyle = '#000';
  pen.fillRect(0, 0, pad.width, pad.height);
  byId('answer').replaceChildren();
  byId('explain-drawn').disabled = true;
  byId('prepared').getContext('2d').clearRect(0, 0, 84, 84);
  drawn = null;
}

function dot(from, to) {
  Object.assign(pen, { strokeStyle: '#fff', lineWidth: Ink, lineCap: 'round', lineJoin: 'round' });
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  pen.lineTo(to.x + 0.01, to.y);
  pen.stroke();
}

const at = event => {
  const box = pad.getBoundingClientRect();
  return { x: ((event.clientX - box.left) / box.width) * pad.width, y: ((event.clientY - box.top) / box.height) * pad.height };
};

pad.addEventListener('pointerdown', event => {
  pad.setPointerCapture(event.pointerId);
  last = at(event);
  dot(last, last);
});
pad.addEventListener('pointermove', event => {
  if (!last) return;
  const next = at(event);
  dot(last, next);
  last = next;
});
pad.addEventListener('pointerup', () => {
  last = null;
  classify();
});
pad.addEventListener('keydown', event => {
  const move = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[event.key];
  if (event.key === ' ') {
    cursor.down = !cursor.down;
    if (!cursor.down) classify();
  }
  if (!move && event.key !== ' ') return;
  event.preventDefault();
  event.stopPropagation();
  const before = { ...cursor };
  if (move) [cursor.x, cursor.y] = [Math.max(0, Math.min(280, cursor.x + move[0])), Math.max(0, Math.min(280, cursor.y + move[1]))];
  if (cursor.down) dot(before, cursor);
});

async function classify() {
  const small = new OffscreenCanvas(Side, Side).getContext('2d', { willReadFrequently: true });
  small.drawImage(pad, 0, 0, Side, Side);
  const { data } = small.getImageData(0, 0, Side, Side);
  let text = '';
  for (let i = 0; i < data.length; i += 4) text += String.fromCharCode(data[i]);
  const answer = await tell('draw', { pixels: btoa(text), side: Side, at: lookedAt() });
  if (answer.why) byId('answer').replaceChildren(element('p', { className: 'bad', textContent: answer.why }));
  if (!answer.outputs) return;
  drawn = answer;
  bars(byId('answer'), answer.outputs, answer.answer);
  drawDigit(byId('prepared'), bytesOf(answer.pixels), answer.side);
  byId('explain-drawn').disabled = false;
  byId('target').value = answer.answer;
}

export function bars(home, values, best, names = i => String(i), digits = value => number(value, 3)) {
  const most = Math.max(1e-9, ...values);
  home.replaceChildren(...values.flatMap((value, i) => {
    const bar = element('i');
    bar.style.width = `${Math.max(0, (100 * value) / most)}%`;
    const tone = i === best ? 'best' : '';
    return [element('span', { textContent: names(i), className: tone }), bar, element('span', { textContent: digits(value), className: tone })];
  }));
}

byId('clear').addEventListener('click', clear);
byId('explain-drawn').addEventListener('click', () => {
  explain({ pixels: drawn.pixels, target: Number(byId('target').value), weight: null, neuron: null });
  byId('network-title').focus();
});
clear();

// Clears the results of the previous run.
export function forget() {
  [judged, judgedAt, weighedAt] = [-1, 0, 0];
  byId('digits-title').textContent = 'Worst mistakes';
  for (const id of ['confusion', 'digits', 'accuracy', 'weight-pictures', 'weights-says']) byId(id).replaceChildren();
}

// Evaluates the test images: soon when the game is paused, every few seconds while it plays.
export async function judge() {
  const { now } = state;
  const isQuiet = now?.play?.paused !== false;
  if (!now || state.run.learnsNothing || judged === now.step || performance.now() - judgedAt < (isQuiet ? 400 : 4000)) return;
  [judged, judgedAt] = [now.step, performance.now()];
  const all = await askOf('evaluation');
  if (!all) return;
  judged = all.step;
  byId('accuracy').textContent = `${whole(all.correct)} of ${whole(all.count)} test images right (${number(100 * all.accuracy, 4)} %), `
    + `mean cost ${number(all.cost, 4)}, after step ${whole(all.step)}`;
  const head = element('tr', {}, element('td'), ...all.confusion.map((_, i) => element('th', { textContent: i, scope: 'col' })));
  byId('confusion').replaceChildren(head, ...all.confusion.map((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return element('tr', {}, element('th', { textContent: truth, scope: 'row' }), ...row.map((count, answer) => cell(truth, answer, count, total)));
  }));
  if (byId('digits-title').textContent === 'Worst mistakes') digits(all.worst);
}

function cell(truth, answer, count, total) {
  const td = element('td', { className: truth === answer ? 'hit' : 'miss' });
  td.style.setProperty('--share', Math.min(60, (900 * count) / Math.max(1, total)));
  if (count === 0) return td;
  const open = element('button', { textContent: count, ariaLabel: `${count} digits ${truth} classified as ${answer}` });
  open.addEventListener('click', async () => {
    const found = await askOf(`cell?truth=${truth}&answer=${answer}`);
    if (!found) return;
    byId('digits-title').textContent = `${whole(found.count)} × ${truth} classified as ${answer}`;
    digits(found.digits);
  });
  td.append(open);
  return td;
}

function digits(list) {
  byId('digits').replaceChildren(...list.map(({ index, truth, answer, pixels, columns }) => {
    const text = truth === answer ? `${truth}` : `${truth} as ${answer}`;
    const open = element('button', { ariaLabel: `${text}, test image ${index}` }, drawDigit(element('canvas'), bytesOf(pixels), columns),
      element('div', { textContent: text }));
    open.addEventListener('click', () => {
      explain({ pixels: null, set: 'test', index, weight: null, neuron: null });
      byId('network-title').focus();
    });
    return open;
  }));
}

export async function weigh(force = false) {
  if (state.run?.learnsNothing || (!force && performance.now() - weighedAt < 1000)) return;
  weighedAt = performance.now();
  const all = await askOf('weights');
  if (!all) return;
  const [each, bytes] = [all.rows * all.columns, atob(all.pixels)];
  const shown = Math.min(all.count, 60);
  byId('weights-says').textContent = `The weights into ${shown < all.count ? `${shown} of ${all.count}` : all.count} neurons: blue above 0, `
    + `orange below, on one scale up to ${number(all.largest, 3)}.`;
  byId('weight-pictures').replaceChildren(...Array.from({ length: shown }, (_, i) => {
    const open = element('button', { ariaLabel: `weights of neuron a1:${i}` },
      drawSigned(element('canvas'), btoa(bytes.slice(i * each, (i + 1) * each)), all.columns));
    open.addEventListener('click', () => {
      explain({ neuron: `a1:${i}` });
      byId('lens-title').scrollIntoView({ block: 'nearest' });
    });
    return open;
  }));
}

onTheme(() => weigh(true));
