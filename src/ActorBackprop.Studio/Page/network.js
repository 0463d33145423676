// One image in the network: pixels, columns of neurons, the strongest edges; and, stage by stage, the backward pass.

import { begin, byId, bytesOf, colour, css, drawDigit, mix, number, rgb, timed } from './paint.js';

const canvas = byId('network-canvas');
const MostNeurons = 36;
const digit = document.createElement('canvas');
let places = []; // of layers from 1: [{x, y, index}]
let image = { x: 0, y: 0, cell: 1 };
export const view = { stage: 0 };
export let picture = null;

// w2:3,17 is the weight into neuron 3 of layer 2 from neuron 17; b2:3 is the neuron's bias, a2:3 its activation.
function placed(one) {
  const [layer, index, from] = one.name.slice(1).split(/[:,]/).map(Number);
  return { ...one, layer, index, from, isBias: one.name[0] === 'b' };
}

// Takes an answer of the server: an explanation as `explain --json` prints it, and data to draw.
export function show({ explanation, ...drawn }) {
  picture = { ...drawn, ...explanation, weight: placed(explanation.weight), neuron: placed(explanation.neuron) };
  view.stage = Math.min(view.stage, stages().length - 1);
}

// Whether σ′ · ∂C/∂a of the outputs simplifies to a − y; ∂C/∂a alone then means nothing.
export const cancels = () => picture.cost !== 'quadratic';

// Forward, then for each layer from the last: ∂C/∂a, ∂C/∂z, ∂C/∂w. A minibatch has only the means for biases and weights.
export function stages() {
  if (!picture) return [{ kind: 'forward' }];
  const all = [{ kind: 'forward', layer: 0 }], last = picture.layers.length - 1;
  for (let layer = last; layer >= 1; layer--) {
    if (!picture.minibatch && !(layer === last && cancels())) all.push({ kind: 'dCda', layer });
    all.push({ kind: 'dCdz', layer }, { kind: 'dCdw', layer });
  }
  return all;
}

const afterInput = () => picture.layers.slice(1);

export function draw() {
  timed('network', () => {
    const { g, width, height } = begin(canvas);
    if (!picture) return;
    arrange(width, height);
    const at = stages()[view.stage];
    drawImage(g);
    drawEdges(g, at);
    afterInput().forEach(layer => drawColumn(g, layer, at, width));
    drawHeadings(g, height);
  });
}

function arrange(width, height) {
  const { image: { columns, rows } } = picture;
  const side = Math.min(height - 34, width * (width < 500 ? 0.36 : 0.42));
  image = { cell: side / Math.max(rows, columns), x: 6, y: (height - 18 - side) / 2, side };
  const [left, right] = [image.x + side + (width < 500 ? 46 : 80), width - (width < 500 ? 104 : 114)];
  const count = picture.layers.length - 1;
  places = afterInput().map(layer => {
    const x = count === 1 ? right : left + ((right - left) * (layer.layer - 1)) / (count - 1);
    const chosen = strongest(layer);
    const pitch = (height - 30) / Math.max(chosen.length, 10);
    return chosen.map((index, i) => ({ x, y: (height - 18) / 2 + (i - (chosen.length - 1) / 2) * pitch, index, r: Math.min(11, pitch * 0.43) }));
  });
}

function strongest(layer) {
  const all = layer.a.map((_, index) => index);
  if (all.length <= MostNeurons) return all;
  const wanted = picture.neuron.layer === layer.layer ? picture.neuron.index : -1;
  return all.sort((i, j) => (j === wanted) - (i === wanted) || Math.abs(layer.dCdz[j]) - Math.abs(layer.dCdz[i]))
    .slice(0, MostNeurons).sort((i, j) => i - j);
}

function drawImage(g) {
  const { columns, pixels } = picture.image;
  const { x, y, cell, side } = image;
  g.fillStyle = colour('digit-bg');
  g.fillRect(x - 3, y - 3, side + 6, side + 6);
  g.imageSmoothingEnabled = false;
  g.drawImage(drawDigit(digit, bytesOf(pixels), columns), x, y, columns * cell, columns * cell);
}

const placeOf = (layer, index) => (layer === 0
  ? { x: image.x + ((index % picture.image.columns) + 0.5) * image.cell, y: image.y + (Math.floor(index / picture.image.columns) + 0.5) * image.cell }
  : places[layer - 1].find(place => place.index === index));

// Width is magnitude, colour and dash are the sign. By gradient, blue means that the cost rises with the weight.
function drawEdges(g, at) {
  const byGradient = byId('edges').value === 'g';
  const back = at.kind !== 'forward';
  const most = {};
  const valueOf = ([layer, , , w, d]) => ((back && at.kind === 'dCdw' && layer === at.layer) || byGradient ? d : w);
  for (const edge of picture.edges) most[edge[0]] = Math.max(most[edge[0]] ?? 0, Math.abs(valueOf(edge)));
  for (const edge of picture.edges) {
    const [layer, to, from] = edge;
    const [source, target] = [placeOf(layer - 1, from), placeOf(layer, to)];
    if (!source || !target) continue;
    const share = Math.abs(valueOf(edge)) / (most[layer] || 1);
    const lit = !back || layer === at.layer + (at.kind === 'dCda' ? 1 : 0);
    g.strokeStyle = css(rgb(colour(valueOf(edge) < 0 ? 'minus' : 'plus')), (lit ? 0.12 + 0.6 * share ** 1.5 : 0.04) * (layer === 1 ? 0.8 : 1));
    g.setLineDash(valueOf(edge) < 0 ? [5, 3] : []);
    g.lineWidth = 0.4 + 2.6 * share ** 1.5;
    curve(g, source, target);
  }
  g.setLineDash([]);
  const { weight } = picture;
  if (weight.isBias) return;
  const [source, target] = [placeOf(weight.layer - 1, weight.from), placeOf(weight.layer, weight.index)];
  if (!source || !target) return;
  g.strokeStyle = colour('chosen');
  g.lineWidth = 3;
  g.setLineDash(weight.w < 0 ? [8, 4] : []);
  curve(g, source, target);
  g.setLineDash([]);
}

function curve(g, from, to) {
  const middle = (from.x + to.x) / 2;
  g.beginPath();
  g.moveTo(from.x, from.y);
  g.bezierCurveTo(middle, from.y, middle, to.y, to.x, to.y);
  g.stroke();
}

function drawColumn(g, layer, at, width) {
  const { layer: l } = layer;
  const isShown = at.kind !== 'forward' && at.kind !== 'dCdw' && at.layer === l;
  const values = !isShown ? layer.a : picture.minibatch ? picture.minibatch.layers[l - 1].dCdb : layer[at.kind];
  const back = values !== layer.a;
  const most = Math.max(back ? 1e-12 : 1, ...values.map(Math.abs));
  const last = l === picture.layers.length - 1;
  for (const { x, y, index, r } of places[l - 1]) {
    const value = values[index];
    const tone = back ? colour(value < 0 ? 'minus' : 'plus') : colour(value < 0 ? 'minus' : 'glow');
    const share = Math.abs(value) / most;
    if (!back && share > 0.25) halo(g, x, y, r, tone, share);
    g.fillStyle = css(mix(rgb(colour('panel')), rgb(tone), share));
    g.strokeStyle = colour(picture.neuron.layer === l && picture.neuron.index === index ? 'chosen' : 'waiting');
    g.lineWidth = picture.neuron.layer === l && picture.neuron.index === index ? 3 : 1;
    g.beginPath();
    g.arc(x, y, r, 0, 7);
    g.fill();
    g.stroke();
    if (last) drawOutput(g, x, y, r, index, value, back, width);
  }
}

function halo(g, x, y, r, tone, share) {
  const light = g.createRadialGradient(x, y, r * 0.6, x, y, r * 2);
  light.addColorStop(0, css(rgb(tone), 0.45 * share));
  light.addColorStop(1, css(rgb(tone), 0));
  g.fillStyle = light;
  g.beginPath();
  g.arc(x, y, r * 2, 0, 7);
  g.fill();
}

function drawOutput(g, x, y, r, index, value, back, width) {
  const [isAnswer, isTarget] = [index === picture.answer, picture.target[index] === 1];
  g.textAlign = 'left';
  g.textBaseline = 'middle';
  g.font = `${isAnswer ? 700 : 400} 14px system-ui`;
  g.fillStyle = colour(isAnswer ? 'ink' : 'faint');
  g.fillText(String(index), x + r + 7, y);
  g.font = `${isAnswer ? 700 : 400} 12px system-ui`;
  const text = back ? number(value, 2) : value.toFixed(2).replace('-', '−');
  g.fillText(text, x + r + 22, y);
  if (!isTarget) return;
  const behind = Math.max(g.measureText(text).width + 27, width < 500 ? 53 : 58);
  g.fillStyle = colour('computing');
  g.fillText(width < 500 ? '✓' : '✓ y', x + r + behind, y);
}

function drawHeadings(g, height) {
  g.font = '12px system-ui';
  g.fillStyle = colour('faint');
  g.textAlign = 'center';
  g.textBaseline = 'alphabetic';
  g.fillText(`${picture.sample}: a ${picture.image.label}`, image.x + image.side / 2, height - 3);
  afterInput().forEach((layer, i) => {
    const shown = places[i].length, all = layer.a.length;
    g.fillText(shown < all ? `${shown} of ${all}` : i + 1 < places.length ? `${all} hidden` : `${all} classes`, places[i][0].x, height - 3);
  });
}

export function pick(event) {
  if (!picture) return null;
  const box = canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  let best = null, least = 20 ** 2;
  places.forEach((column, l) => column.forEach(place => {
    const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
    if (distance < least) [best, least] = [`a${l + 1}:${place.index}`, distance];
  }));
  return best;
}

// Returns the neuron that an arrow key selects.
export function step(key) {
  const { layer, index } = picture.neuron;
  const column = places[layer - 1];
  const at = column.findIndex(place => place.index === index);
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const next = column[Math.max(0, Math.min(column.length - 1, at + (key === 'ArrowUp' ? -1 : 1)))];
    return `a${layer}:${next.index}`;
  }
  const other = Math.max(1, Math.min(places.length, layer + (key === 'ArrowLeft' ? -1 : 1)));
  const near = places[other - 1].reduce((best, place) => (Math.abs(place.y - column[at].y) < Math.abs(best.y - column[at].y) ? place : best));
  return `a${other}:${near.index}`;
}
