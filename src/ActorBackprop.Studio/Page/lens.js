// The backprop lens: what the chain rule says at one weight and one neuron, in numbers and in words.

import { byId, drawSigned, element, number } from './paint.js';
import { lookedAt, state, tell } from './state.js';
import * as network from './network.js';

export const wanted = { set: 'test', index: 1, pixels: null, target: 0, byGradient: false, minibatch: false, weight: null, neuron: null };
let asking = null, isStale = false, askedAt = 0;

const Costs = {
  'quadratic': ['Σ (a − y)²', '2 (a − y)'],
  'sigmoid-cross-entropy': ['−Σ [y ln a + (1 − y) ln(1 − a)]', '(a − y) / (a (1 − a))'],
  'softmax-cross-entropy': ['−Σ y ln a', '−y / a'],
};

// Asks for the picture, with what is to change in it; while one is asked for, at most one more waits.
export function ask(change = {}) {
  Object.assign(wanted, change);
  isStale = true;
  return asking ??= askOn().finally(() => { asking = null; });
}

async function askOn() {
  while (isStale) {
    isStale = false;
    askedAt = performance.now();
    const answer = await tell('explain', { ...wanted, at: lookedAt() });
    if (answer?.layers) take(answer);
    else if (answer?.why) byId('says').textContent = answer.why;
  }
}

// While it plays: no more than a few times a second.
export function follow() {
  const { picture } = network;
  if (!asking && state.now && picture && picture.step !== state.now.step && performance.now() - askedAt > 180) ask();
}

function take(answer) {
  network.show(answer);
  wanted.weight = answer.weight.name;
  wanted.neuron = answer.neuron.name;
  for (const id of ['weight', 'neuron']) if (document.activeElement !== byId(id)) byId(id).value = wanted[id];
  if (document.activeElement !== byId('index')) byId('index').value = wanted.index;
  network.draw();
  tellStage();
  byId('chain').replaceChildren(...chain(answer));
  byId('wishes').replaceChildren(...wishes(answer));
}

export function tellStage() {
  const { picture, view, stages } = network;
  if (!picture) return;
  const all = stages(), at = all[view.stage];
  byId('stage').textContent = at.kind === 'forward' ? 'forward' : `back ${view.stage} of ${all.length - 1}`;
  byId('formula').textContent = formula(picture, at);
}

function formula(picture, at) {
  const last = picture.layers.length, { neuron, weight } = picture;
  const [cost, slope] = Costs[state.run?.cost] ?? ['C', '∂C/∂a'];
  const j = neuron.layer === at.layer ? neuron.index : picture.target.indexOf(1) * (at.layer === last);
  const layer = picture.layers[at.layer - 1];
  const of = `for neuron ${j} of layer ${at.layer}`;
  switch (at.kind) {
    case 'forward': return `forward: z = Σ w a + b, a = σ(z), layer by layer. Then C = ${cost} = ${number(picture.cost)}`;
    case 'dCda': return at.layer === last
      ? `∂C/∂a = ${slope}: ${of}, ${number(layer.dCda[j])}, with a = ${number(layer.a[j])}, y = ${picture.target[j]}`
      : `∂C/∂a = Σ w · ∂C/∂z over the neurons it feeds, their wishes added: ${of}, ${number(layer.dCda[j])}`;
    case 'dCdz': return at.layer === last && state.run?.cost !== 'quadratic'
      ? `∂C/∂z = a − y, since cost and activation cancel: ${of}, ${number(layer.dCdz[j])}`
      : `∂C/∂z = ∂C/∂a · σ′(z): ${of}, ${number(layer.dCdz[j])}. The bias wants the same: ∂C/∂b = ∂C/∂z`;
    default: return `∂C/∂w = a · ∂C/∂z for each weight into layer ${at.layer}`
      + (weight.layer === at.layer ? `: for ${weight.name}, ${number(weight.a)} · ${number(weight.dCdz)} = ${number(weight.dCdw)}` : '');
  }
}

const box = (name, value, says, tone = '') => element('div', { className: 'box' },
  element('b', { textContent: name }), element('span', { className: tone, textContent: number(value, 5) }), element('small', { textContent: says }));

const op = text => element('span', { className: 'op', textContent: text });

const sign = value => (value < 0 ? 'minus' : 'plus');

function chain({ weight, minibatch }) {
  const ends = weight.cancels || weight.slope === null
    ? [box('∂C/∂z', weight.dCdz, weight.target === null ? '' : `a − y, with y = ${weight.target}`, sign(weight.dCdz))]
    : [box('σ′(z)', weight.slope, `at z = ${number(weight.z)}`), op('·'),
      box('∂C/∂a', weight.dCda, weight.target === null ? 'the next layer’s wishes' : `y = ${weight.target}`, sign(weight.dCda))];
  const parts = [element('p', { textContent: `${weight.name} = ${number(weight.w, 5)}: `
    + `when it grows, C ${weight.dCdw < 0 ? 'falls' : weight.dCdw > 0 ? 'grows' : 'stays'}` }),
    box('∂C/∂w', weight.dCdw, 'what C feels of w', sign(weight.dCdw)),
    op('='), box('a', weight.a, `of a${weight.layer - 1}:${weight.from}`), op('·'), ...ends];
  return minibatch ? [...parts, ...average(minibatch)] : parts;
}

// What each sample of the minibatch wants of this weight, and what is left of it in the mean.
function average({ samples, mean, wishes: each }) {
  const most = Math.max(1e-12, ...each.map(Math.abs));
  const bars = element('div', { className: 'wish-bars', role: 'img' });
  bars.setAttribute('aria-label', `${samples} wishes from ${number(Math.min(...each))} to ${number(Math.max(...each))}, mean ${number(mean)}`);
  const width = Math.max(1, Math.min(10, 300 / samples - 1));
  for (const wish of each) {
    const bar = element('i');
    const height = Math.max(1, (Math.abs(wish) / most) * 30);
    Object.assign(bar.style, { width: `${width}px`, height: `${height}px`, background: `var(--${sign(wish)})`,
      transform: `translateY(${wish < 0 ? height / 2 : -height / 2}px)` });
    bars.append(bar);
  }
  return [element('div', { className: 'box' }, element('b', { textContent: 'wishes of the minibatch' }), bars,
    element('small', { textContent: `${samples} samples, mean ${number(mean, 5)}` }))];
}

function wishes({ neuron, image }) {
  const grow = value => (value < 0 ? 'more' : value > 0 ? 'less' : 'as it is');
  const cell = (value, tone = '') => element('td', { className: tone, textContent: typeof value === 'string' ? value : number(value) });
  const head = ['from', 'a', 'w', '∂C/∂w', 'wish: w · ∂C/∂z'].map(text => element('th', { textContent: text }));
  const table = element('table', {}, element('tr', {}, ...head), ...neuron.incoming.slice(0, 6).map(one => element('tr', {},
    cell(one.from), cell(one.a), cell(one.w), cell(one.dCdw, sign(one.dCdw)), cell(one.wish, sign(one.wish)))));
  const parts = [element('p', { className: 'faint', textContent: `Neuron ${neuron.name}: z = ${number(neuron.z)}, a = ${number(neuron.a)}`
    + `${neuron.target === null ? '' : `, y = ${neuron.target}`}. This digit wants a to be ${grow(neuron.dCda)} `
    + `(∂C/∂a = ${number(neuron.dCda)}), its bias ${grow(neuron.dCdb)} (b = ${number(neuron.bias)}, ∂C/∂b = ${number(neuron.dCdb)}), `
    + 'and of its weights and inputs, the strongest first:' }), element('div', { className: 'scroll', tabIndex: 0 }, table)];
  if (!neuron.weights) return parts;
  const shown = (what, name) => element('figure', {}, drawSigned(element('canvas', { role: 'img', ariaLabel: name }), what.pixels, image.columns),
    `${name}, up to ${number(what.largest, 3)}`);
  return [...parts, element('div', { className: 'wish-pictures' }, shown(neuron.weights, 'its weights'), shown(neuron.gradients, '∂C/∂w'))];
}
