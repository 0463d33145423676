// The timeline: a row for the server with a bar per step, and a row per worker with a bar per part. Vertical lines mark the end of a step,
// for which all workers wait until the last one finishes.

import { begin, byId, colour, css, element, number, rgb, seconds, timed, whole } from './paint.js';
import { clock, state } from './state.js';
import { selected, wordOf } from './cluster.js';

const canvas = byId('timeline');
const Rows = 24, Left = 56, Top = 18, Bottom = 18, Steps = 5;

export function draw() {
  timed('timeline', () => {
    const { g, width, height } = begin(canvas);
    if (!state.now) return;
    const count = state.workers.states.length;
    const rows = Math.min(Rows, count);
    const first = Math.max(0, Math.min(selected - rows / 2, count - rows) | 0);
    const until = Math.max(clock(), 1e-9);
    const since = until - Math.max(span(until), 1e-9);
    const x = t => Left + ((t - since) / (until - since)) * (width - Left - 4);
    const pitch = (height - Bottom - Top) / rows;
    drawServer(g, x, since, until);
    g.save();
    g.translate(0, Top);
    drawRows(g, first, rows, pitch, width);
    drawSpans(g, first, rows, pitch, x, until);
    g.restore();
    drawBarriers(g, x, height - Bottom, since);
    drawAxis(g, x, since, until, height, width);
  });
}

// The steps of the server, numbered where there is room.
function drawServer(g, x, since, until) {
  g.font = '11px system-ui';
  g.textBaseline = 'middle';
  g.textAlign = 'right';
  g.fillStyle = colour('faint');
  g.fillText('server', Left - 5, Top / 2);
  const ends = [...state.steps, [state.now.step + 1, until]];
  ends.forEach(([step, end], i) => {
    const begin = i > 0 ? ends[i - 1][1] : 0;
    if (end <= since || begin >= until) return;
    const [from, to] = [Math.max(Left, x(begin)), x(end)];
    g.fillStyle = css(rgb(colour('server')), step % 2 ? 0.45 : 0.25);
    g.fillRect(from, 2, to - from, Top - 5);
    if (to - from < 30) return;
    g.textAlign = 'center';
    g.fillStyle = colour('ink');
    g.fillText(whole(step), (from + to) / 2, Top / 2);
  });
}

// The duration to show: the last few steps and the current one.
function span(until) {
  const { steps, now } = state;
  const from = steps.length > Steps ? steps.at(-1 - Steps)[1] : 0;
  return Math.min(until, Math.max(until - from, now.perStep * 1.2));
}

function drawRows(g, first, rows, pitch, width) {
  g.textBaseline = 'middle';
  g.textAlign = 'right';
  g.font = '11px system-ui';
  for (let i = 0; i < rows; i++) {
    const y = (i + 0.5) * pitch;
    g.fillStyle = colour('dim');
    g.fillRect(Left, y - pitch * 0.36, width - Left - 4, pitch * 0.72);
    if (pitch < 9 && i % 4) continue;
    g.fillStyle = colour(first + i === selected ? 'accent' : 'faint');
    g.fillText(rows < 12 ? `worker ${first + i}` : String(first + i), Left - 5, y);
  }
}

function drawSpans(g, first, rows, pitch, x, now) {
  const [one, other] = [css(rgb(colour('computing')), 0.95), css(rgb(colour('computing')), 0.6)];
  for (const [worker, step, , , since, until] of state.spans) {
    if (worker < first || worker >= first + rows) continue;
    const cut = state.cuts.find(([number, at]) => number === worker && at >= since && at < until)?.[1];
    const end = Math.min(cut ?? until, now);
    const [from, to] = [Math.max(x(since), Left), x(end)];
    if (to < Left) continue;
    const y = (worker - first + 0.5) * pitch;
    g.fillStyle = step % 2 ? one : other;
    g.fillRect(from, y - pitch * 0.36, Math.max(1, to - from), pitch * 0.72);
    if (cut === undefined || cut > now) continue;
    g.fillStyle = colour('gone');
    g.font = '700 12px system-ui';
    g.textAlign = 'center';
    g.fillText('✕', to, y);
  }
}

function drawBarriers(g, x, height, since) {
  g.strokeStyle = colour('server');
  g.lineWidth = 1.2;
  for (const [, at] of state.steps) {
    if (at < since) continue;
    g.beginPath();
    g.moveTo(x(at), 0);
    g.lineTo(x(at), height);
    g.stroke();
  }
}

function drawAxis(g, x, since, until, height, width) {
  g.fillStyle = colour('faint');
  g.font = '11px system-ui';
  g.textBaseline = 'alphabetic';
  g.textAlign = 'left';
  g.fillText(seconds(since), Left, height - 4);
  g.textAlign = 'right';
  g.fillText(seconds(until), width - 4, height - 4);
  g.textAlign = 'center';
  g.fillText(`${seconds(until - since)}; lines mark the end of a step`, (Left + width) / 2, height - 4);
}

// The workers around the selected one as a table, for screen readers.
export function table() {
  const { table: known, workers } = state;
  if (!known || !byId('workers-table').closest('details').open) return;
  const count = workers.states.length, rows = Math.min(64, count);
  const first = Math.max(0, Math.min(selected - 32, count - rows));
  const head = ['Worker', 'State', 'Step', 'Part done', 'Samples', 'Starts', 'Slowdown'];
  byId('workers-table').replaceChildren(row('th', head), ...Array.from({ length: rows }, (_, n) => {
    const i = first + n;
    return row('td', [i, wordOf(workers.states[i]), known.steps[i] < 0 ? '' : whole(known.steps[i]),
      workers.states[i] === 'c' ? `${workers.progress[i]}0 %` : '', whole(known.samples[i]), known.starts[i], number(known.factors[i])]);
  }));
}

export function notes() {
  if (!byId('notes').closest('details').open) return;
  byId('notes').replaceChildren(row('th', ['When', 'What', 'Where']),
    ...state.notes.slice(-60).reverse().map(note => row('td', [seconds(note.at), note.what, note.where])));
}

export const row = (tag, cells) => element('tr', {}, ...cells.map(cell => element(tag, { textContent: cell })));
