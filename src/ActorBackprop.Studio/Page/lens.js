// The backprop lens: the chain rule at one weight and one neuron, in numbers and in words.

import { byId, drawSigned, element, number, onTheme, whole } from './paint.js';
import { lookedAt, state, tell } from './state.js';
import * as network from './network.js';

export const wanted = { set: 'test', index: 1, pixels: null, target: 0, byGradient: false, minibatch: false, weight: null, neuron: null };
const Late = 1000; // milliseconds after which a picture of an earlier step says so
let good = { ...wanted }; // what the picture shows
let changed = new Set(); // fields that have changed since then
let asking = null, isStale = false, askedAt = 0, answeredAt = 0;

const Costs = {
  'quadratic': ['Σ (a − y)²', '2 (a − y)'],
  'sigmoid-cross-entropy': ['−Σ [y ln a + (1 − y) ln(1 − a)]', ''],
  'softmax-cross-entropy': ['−Σ y ln a', ''],
};

// Requests a picture with some changes; at most one further request waits meanwhile. Selecting a neuron also selects the strongest
// weight into it, and selecting a weight its neuron, so that both halves of the lens match.
export function ask(change = {}) {
  if ('neuron' in change && !('weight' in change)) change = { ...change, weight: null };
  if (change.weight && !('neuron' in change)) change = { ...change, neuron: null };
  Object.assign(wanted, change);
  for (const name of Object.keys(change)) changed.add(name);
  isStale = true;
  return asking ??= askOn().finally(() => { asking = null; });
}

async function askOn() {
  while (isStale) {
    isStale = false;
    askedAt = performance.now();
    const [request, names] = [{ ...wanted }, changed];
    changed = new Set();
    const answer = await tell('explain', { ...request, at: lookedAt() });
    if (answer.explanation) take(answer, request, names);
    else if (answer.status === 400) refuse(answer.why, request, names);
    else changed = new Set([...names, ...changed]);
  }
}

// Updates the picture while the game plays, a few times per second.
export function follow() {
  const { picture } = network, { now, run } = state;
  if (!now || run?.learnsNothing) return;
  const isOld = picture?.steps !== now.step;
  if (!asking && (isOld || changed.size > 0) && performance.now() - askedAt > 180) ask();
  byId('picture-says').textContent = picture && isOld && performance.now() - answeredAt > Late
    ? `This picture is of step ${whole(picture.steps)}; the run is at step ${whole(now.step)}.` : '';
}

function take(answer, request, names) {
  answeredAt = performance.now();
  network.show(answer);
  if (names.size) complain(null);
  for (const id of ['weight', 'neuron']) if (wanted[id] === request[id]) wanted[id] = answer.explanation[id].name;
  good = { ...request, weight: answer.explanation.weight.name, neuron: answer.explanation.neuron.name };
  for (const id of ['weight', 'neuron', 'index']) {
    const field = byId(id);
    if (document.activeElement !== field && !field.hasAttribute('aria-invalid')) field.value = good[id];
  }
  draw();
}

// Keeps the previous picture and the typed text, and shows the error.
function refuse(why, request, names) {
  for (const name of names) if (wanted[name] === request[name]) wanted[name] = good[name];
  complain(why, ['weight', 'neuron', 'index', 'target'].find(name => names.has(name) && request[name] !== null));
}

function complain(why, field) {
  for (const id of ['weight', 'neuron', 'index', 'target']) byId(id).removeAttribute('aria-invalid');
  byId(field)?.setAttribute('aria-invalid', 'true');
  const isOfLens = ['weight', 'neuron'].includes(field);
  byId('lens-says').textContent = isOfLens ? why : '';
  byId('image-says').textContent = isOfLens ? '' : why ?? '';
}

function draw() {
  const { picture } = network;
  network.draw();
  tellStage();
  byId('chain').replaceChildren(...chain(picture));
  byId('wishes').replaceChildren(...wishes(picture));
}

export function tellStage() {
  const { picture, view, stages } = network;
  if (!picture) return;
  const all = stages(), at = all[view.stage];
  byId('stage').textContent = at.kind === 'forward' ? 'forward' : `back ${view.stage} of ${all.length - 1}`;
  byId('formula').textContent = formula(picture, at);
}

function formula(picture, at) {
  const last = picture.layers.length - 1, { neuron, weight, minibatch } = picture;
  const [cost, slope] = Costs[picture.cost];
  const j = neuron.layer === at.layer ? neuron.index : picture.target.indexOf(1) * (at.layer === last);
  const layer = picture.layers[at.layer];
  const of = `for neuron ${j} of layer ${at.layer}`;
  const isShown = weight.layer === at.layer && !weight.isBias;
  const mean = minibatch && `its mean over ${minibatch.samples} samples`;
  switch (at.kind) {
    case 'forward': return `forward: z = Σ w a + b, a = σ(z), layer by layer. Then C = ${cost} = ${number(picture.C)}`
      + (minibatch ? ` for this digit; ${mean} is ${number(minibatch.C)}` : '');
    case 'dCda': return at.layer === last
      ? `∂C/∂a = ${slope}: ${of}, ${number(layer.dCda[j])}, with a = ${number(layer.a[j])}, y = ${picture.target[j]}`
      : `∂C/∂a = Σ w · ∂C/∂z over the neurons it feeds, their wishes added: ${of}, ${number(layer.dCda[j])}`;
    case 'dCdz': return minibatch ? `∂C/∂b = ∂C/∂z, ${mean}: ${of}, ${number(minibatch.layers[at.layer - 1].dCdb[j])}`
      : at.layer === last && network.cancels()
        ? `∂C/∂z = a − y, since cost and activation cancel: ${of}, ${number(layer.dCdz[j])}`
        : `∂C/∂z = ∂C/∂a · σ′(z): ${of}, ${number(layer.dCdz[j])}. The bias has the same: ∂C/∂b = ∂C/∂z`;
    default: return minibatch ? `∂C/∂w = a · ∂C/∂z, ${mean}, for each weight into layer ${at.layer}`
        + (isShown ? `: for ${weight.name}, ${number(minibatch.watched[0].mean)}` : '')
      : `∂C/∂w = a · ∂C/∂z for each weight into layer ${at.layer}`
        + (isShown ? `: for ${weight.name}, ${number(weight.a)} · ${number(weight.dCdz)} = ${number(weight.dCdw)}` : '');
  }
}

const box = (name, value, says, tone = '') => element('div', { className: 'box' },
  element('b', { textContent: name }), element('span', { className: tone, textContent: number(value, 5) }), element('small', { textContent: says }));

const op = text => element('span', { className: 'op', textContent: text });

const sign = value => (value < 0 ? 'minus' : 'plus');

const title = text => element('p', { className: 'faint', textContent: text });

// The chain rule at the weight for this digit, followed by the minibatch where one is shown. A bias is a weight with the input 1.
function chain({ weight, minibatch }) {
  const derivative = weight.isBias ? '∂C/∂b' : '∂C/∂w';
  const ends = weight.cancels || weight.slope === undefined
    ? [box('∂C/∂z', weight.dCdz, weight.target === undefined ? '' : `a − y, with y = ${weight.target}`, sign(weight.dCdz))]
    : [box('σ′(z)', weight.slope, `at z = ${number(weight.z)}`), op('·'),
      box('∂C/∂a', weight.dCda, weight.target === undefined ? 'the next layer’s wishes' : `y = ${weight.target}`, sign(weight.dCda))];
  const raised = weight.dCdw < 0 ? 'falls' : weight.dCdw > 0 ? 'rises' : 'does not change';
  const cost = minibatch ? 'this digit’s C' : 'C';
  const parts = [element('p', { textContent: `${weight.name} = ${number(weight.w, 5)}: raise it and ${cost} ${raised}` }),
    box(derivative, weight.dCdw, `how sensitive C is to ${weight.isBias ? 'b' : 'w'}`, sign(weight.dCdw)), op('='),
    weight.isBias ? box('∂z/∂b', 1, 'z = Σ w a + b') : box('a', weight.a, `of a${weight.layer - 1}:${weight.from}`), op('·'), ...ends];
  if (!minibatch) return parts;
  return [title('This digit:'), ...parts, title(`The next minibatch, ${minibatch.samples} samples:`), ...average(minibatch, derivative)];
}

// The derivative for each sample of the minibatch, and their mean.
function average({ samples, watched: [{ mean, wishes: each }] }, derivative) {
  const largest = Math.max(1e-12, ...each.map(Math.abs));
  const bars = element('div', { className: `sample-bars${samples > 64 ? ' many' : ''}`, role: 'img' });
  bars.setAttribute('aria-label', `${derivative} of ${samples} samples, from ${number(Math.min(...each))} to ${number(Math.max(...each))}`);
  bars.append(...each.map(value => {
    const bar = element('i'), height = Math.max(1, (Math.abs(value) / largest) * 30);
    Object.assign(bar.style, { height: `${height}px`, background: `var(--${sign(value)})`,
      transform: `translateY(${value < 0 ? height / 2 : -height / 2}px)` });
    return bar;
  }));
  return [box(derivative, mean, 'the mean, which the step uses', sign(mean)),
    element('div', { className: 'box wide' }, bars, element('small', { textContent: 'for each sample' }))];
}

function wishes({ neuron, image, minibatch, weights, gradients }) {
  const change = value => (value < 0 ? 'raise' : value > 0 ? 'lower' : 'leave');
  const cell = (value, tone = '') => element('td', { className: tone, textContent: typeof value === 'string' ? value : number(value) });
  const head = ['from', 'a', 'w', '∂C/∂w', 'wish: w · ∂C/∂z'].map(text => element('th', { textContent: text }));
  const table = element('table', {}, element('tr', {}, ...head), ...neuron.incoming.slice(0, 6).map(one => element('tr', {},
    cell(one.from), cell(one.a), cell(one.w), cell(one.dCdw, sign(one.dCdw)), cell(one.wish, sign(one.wish)))));
  const goal = neuron.cancels ? `${change(neuron.dCdz)} z (∂C/∂z = a − y = ${number(neuron.dCdz)})`
    : `${change(neuron.dCda)} a (∂C/∂a = ${number(neuron.dCda)})`;
  const parts = [element('p', { className: 'faint', textContent: `Neuron ${neuron.name}${minibatch ? ', for this digit alone' : ''}: `
    + `z = ${number(neuron.z)}, a = ${number(neuron.a)}${neuron.target === undefined ? '' : `, y = ${neuron.target}`}. To lower the cost, ${goal}: `
    + `(1) ${change(neuron.dCdb)} its bias (b = ${number(neuron.b)}, ∂C/∂b = ${number(neuron.dCdb)}), (2) change its weights, `
    + '(3) change the activations that feed it. Strongest first:' }), element('div', { className: 'scroll', tabIndex: 0 }, table)];
  if (!weights) return parts;
  const shown = (what, name) => element('figure', {}, drawSigned(element('canvas', { role: 'img', ariaLabel: name }), what.pixels, image.columns),
    `${name}, up to ${number(what.largest, 3)}`);
  return [...parts, element('div', { className: 'wish-pictures' }, shown(weights, 'its weights'), shown(gradients, '∂C/∂w'))];
}

onTheme(() => network.picture && draw());
