// Buttons and keys. Changes of the world go to the server as commands; this file shows the reason when the server refuses one.

import { byId, bytes, element, number, seconds, whole } from './paint.js';
import { lookAhead, lookBack, lookedAt, state, tell } from './state.js';
import * as cluster from './cluster.js';
import * as lens from './lens.js';
import * as network from './network.js';

const Human = 4; // default real seconds per step

export function say(text, isBad = false) {
  byId('says').textContent = text ?? '';
  byId('says').classList.toggle('bad', isBad);
}

// Sends a command; shows the reason if it is refused.
export async function act(command, workers, value = 0, name = '') {
  const { why } = await tell('do', workers ? { do: command, workers, value } : { do: command, value, name });
  say(why ?? '', Boolean(why));
  return !why;
}

const paused = () => state.now?.play?.paused ?? true;
const secondsAt = position => Human / 10 ** position; // real seconds per step at a position of the slider
const positionOf = stepSeconds => Math.log10(Human / stepSeconds);
const stepSeconds = () => state.now?.play?.stepSeconds ?? Human;
const cutOff = () => [...state.workers.states].flatMap((letter, worker) => (letter === 'x' ? [worker] : []));

const deeds = {
  play: () => (lookedAt() === null ? act(paused() ? 'play' : 'pause') : act('from', null, lookedAt(), 'play')),
  event: () => act('event'),
  minibatch: () => act('minibatch'),
  now: () => {
    lookAhead();
    byId('moment').focus();
  },
  'play-again': async () => {
    if (await act('again')) goToTop();
  },
  'restart-in-mode': () => act('mode', null, Number(byId('mode-value').value), byId('consistency').value),
  max: () => (state.now?.play?.unbounded ? act('pace', null, Human) : act('max')),
  slower: () => act('pace', null, stepSeconds() * 2),
  faster: () => act('pace', null, stepSeconds() / 2),
  kill: () => act(letter() === 'g' ? 'restart' : 'crash', [cluster.selected]),
  'pause-worker': () => act(letter() === 'p' ? 'resume' : 'pause', [cluster.selected]),
  slow: () => act('slow', [cluster.selected], state.table?.factors[cluster.selected] === 1 ? 10 : 1),
  cut: () => act(letter() === 'x' ? 'heal' : 'cut', [cluster.selected]),
  join: () => act('join'),
  partition: () => {
    const half = Array.from({ length: Math.floor(state.workers.states.length / 2) }, (_, i) => i);
    return cutOff().length ? act('heal', cutOff()) : act('cut', half);
  },
  back: () => stage(-1),
  forth: () => stage(1),
  before: () => digit(-1),
  after: () => digit(1),
  copy: async () => {
    try {
      await navigator.clipboard.writeText(state.run.command);
      say(`Copied: ${state.run.command} (${state.run.title}, mode ${state.run.mode}, seed ${state.run.seed})`);
    } catch {
      say(state.run.command);
    }
  },
};

const letter = (worker = cluster.selected) => state.workers.states[worker];

function stage(by) {
  const last = network.stages().length - 1;
  network.view.stage = Math.max(0, Math.min(last, network.view.stage + by));
  network.draw();
  lens.tellStage();
}

function digit(by) {
  lens.ask({ pixels: null, index: Math.max(0, lens.wanted.index + by), weight: null, neuron: null });
}

const Keys = {
  ' ': 'play', '.': 'event', 'n': 'minibatch', '[': 'slower', ']': 'faster', 'u': 'max', 'k': 'kill', 'p': 'pause-worker', 's': 'slow', 'c': 'cut',
  'b': 'forth',
};

addEventListener('keydown', event => {
  const { target, key } = event;
  if (!byId('keys').checked || event.ctrlKey || event.metaKey || event.altKey || target.matches('input:not([type=range]), select, textarea')) return;
  if (key === ' ' && target.matches('button, summary, a')) return;
  if (!Keys[key]) return;
  event.preventDefault();
  if (!byId(Keys[key])?.disabled) perform(Keys[key]);
});

// Clears the message about the previous command.
function perform(name) {
  say('');
  return deeds[name]();
}

for (const id of Object.keys(deeds)) byId(id)?.addEventListener('click', () => perform(id));

// Scrolls to the run that has just started.
export function goToTop() {
  byId('play').focus({ preventScroll: true });
  scrollTo(0, 0);
}

byId('speed').addEventListener('input', event => act('pace', null, secondsAt(Number(event.target.value))));
let seeking = 0; // moments being loaded; meanwhile the slider keeps its position

byId('moment').addEventListener('input', async event => {
  const moment = state.moments[Number(event.target.value)];
  if (!moment) return lookAhead();
  seeking++;
  try {
    if (!paused()) await act('pause');
    await lookBack(moment[0]);
  } finally {
    seeking--;
  }
});
byId('consistency').addEventListener('change', tellMode);
byId('worker').addEventListener('input', event => choose(Number(event.target.value)));
byId('latency').addEventListener('change', event => act('latency', null, Number(event.target.value)));
byId('bandwidth').addEventListener('change', event => act('bandwidth', null, Number(event.target.value)));
byId('loss').addEventListener('change', event => act('loss', null, Number(event.target.value)));
byId('rate').addEventListener('change', event => act('learning-rate', null, Number(event.target.value)));
byId('edges').addEventListener('change', event => lens.ask({ byGradient: event.target.value === 'g' }));
byId('mode').addEventListener('change', event => lens.ask({ minibatch: event.target.value === 'minibatch' }));
byId('index').addEventListener('change', event => lens.ask({ pixels: null, index: Number(event.target.value), weight: null, neuron: null }));
for (const id of ['weight', 'neuron']) byId(id).addEventListener('change', event => lens.ask({ [id]: event.target.value.trim() || null }));

function choose(worker) {
  cluster.select(worker);
  byId('worker').value = cluster.selected;
  cluster.draw();
  update();
}

byId('cluster-canvas').addEventListener('click', event => {
  const worker = cluster.pick(event);
  if (worker >= 0) choose(worker);
});
byId('cluster-canvas').addEventListener('keydown', event => {
  const by = cluster.step(event.key);
  if (by === undefined) return;
  event.preventDefault();
  choose(cluster.selected + by);
});
byId('network-canvas').addEventListener('click', event => {
  const neuron = network.pick(event);
  if (neuron) lens.ask({ neuron });
});
byId('network-canvas').addEventListener('keydown', event => {
  if (!network.picture || !(event.key.startsWith('Arrow') || event.key === 'Enter')) return;
  event.preventDefault();
  lens.ask(event.key === 'Enter' ? { weight: null } : { neuron: network.step(event.key) });
});

const bandwidth = value => (value ? `${bytes(value)}/s` : 'no limit');

for (const [id, values, text] of [
  ['latency', [0, 0.00005, 0.0001, 0.0005, 0.001, 0.01, 0.1], seconds],
  ['bandwidth', [0, 1e5, 1e6, 1e7, 1e8, 1.25e9], bandwidth], ['loss', [0, 0.001, 0.01, 0.05, 0.2], value => `${number(100 * value)} %`],
]) byId(id).append(...values.map(value => element('option', { value, textContent: text(value) })));

const Modes = ['synchronous', 'k-sync', 'k-batch-sync', 'asynchronous', 'k-async', 'k-batch-async', 'stale-synchronous', 'local', 'federated'];
byId('consistency').append(...Modes.map(value => element('option', { value, textContent: value })));

// Shows the number of the selected mode: K or the bound.
function tellMode() {
  const { run, workers } = state, chosen = byId('consistency').value;
  const [hasK, hasBound] = [/^k-/.test(chosen), chosen === 'stale-synchronous'];
  byId('of-mode').hidden = !hasK && !hasBound;
  byId('mode-word').textContent = hasK ? 'K' : 'Bound';
  if (hasK) byId('mode-value').value = run?.gradientsPerStep ?? Math.max(1, workers.states.length - 1);
  if (hasBound) byId('mode-value').value = run?.stalenessBound ?? 1;
}

// Called when another run is shown.
export function begin() {
  if (!Modes.includes(state.run.mode)) return;
  byId('consistency').value = state.run.mode;
  tellMode();
}

// Selects a value; adds it to the options where it is missing, in order.
function setOption(id, value, text) {
  const select = byId(id);
  if (document.activeElement === select) return;
  const options = [...select.options];
  if (!options.some(option => Number(option.value) === value))
    select.insertBefore(element('option', { value, textContent: text(value) }), options.find(option => Number(option.value) > value) ?? null);
  select.value = [...select.options].find(option => Number(option.value) === value).value;
}

export function update() {
  const { now, workers } = state;
  const play = now?.play;
  const real = state.run?.kind !== 'simulated';
  document.body.classList.toggle('alone', Boolean(state.run) && !workers.states); // a finished run has no cluster
  byId('cut').hidden = real;
  const isBack = lookedAt() !== null, isAgain = state.again !== null;
  for (const one of document.querySelectorAll('#event, #minibatch, #max, #speed, #worker-tools button, #world-tools :is(button, input, select)'))
    one.disabled = !play || isBack || isAgain;
  // A level can replace a game or a finished run, but not a training in real time.
  for (const one of document.querySelectorAll('#level-list button')) one.disabled = isAgain || (real && Boolean(play));
  for (const id of ['consistency', 'mode-value', 'restart-in-mode']) byId(id).disabled = isBack || isAgain;
  byId('play').disabled = isAgain || (!play && !isBack);
  byId('play').textContent = isBack ? 'Play from here'
    : !play ? (state.ended?.how === 'completed' ? 'Finished' : 'Ended') : play.paused ? 'Play' : 'Pause';
  moments(isBack, isAgain);
  byId('max').setAttribute('aria-pressed', String(play?.unbounded ?? false));
  const mine = letter();
  byId('kill').textContent = mine === 'g' ? 'Restart' : 'Kill';
  byId('pause-worker').textContent = mine === 'p' ? 'Resume' : 'Pause';
  byId('cut').textContent = mine === 'x' ? 'Heal' : 'Cut off';
  const factor = state.table?.factors[cluster.selected] ?? 1;
  byId('slow').textContent = factor === 1 ? 'Slow 10×' : 'Full speed';
  byId('partition').textContent = cutOff().length ? 'Heal all' : 'Cut half off';
  byId('worker').max = workers.states.length - 1;
  byId('worker-says').textContent = `${cluster.wordOf(mine)}${factor === 1 ? '' : `, ${number(factor)}× slower`}`;
  byId('world-tools').hidden = real;
  if (!play) return;
  if (document.activeElement !== byId('speed')) byId('speed').value = positionOf(play.stepSeconds);
  byId('speed-says').textContent = play.unbounded ? 'full speed' : `one step in ${seconds(play.stepSeconds)}`;
  if (real) return;
  if (document.activeElement !== byId('rate')) byId('rate').value = Number(play.learningRate.toPrecision(6));
  setOption('latency', play.latency, seconds);
  setOption('bandwidth', play.bandwidth, bandwidth);
  setOption('loss', play.loss, value => `${number(100 * value)} %`);
}

// Updates the slider of moments; its last position is now.
function moments(isBack, isAgain) {
  const { moments: all, again, now } = state, slider = byId('moment');
  byId('moments').hidden = all.length === 0;
  slider.disabled = isAgain;
  slider.max = all.length;
  if (!isBack && !seeking) slider.value = all.length;
  const text = isBack ? `${seconds(now.t)}, step ${whole(now.step)}` : 'now';
  byId('moment-says').textContent = text;
  slider.setAttribute('aria-valuetext', text);
  byId('now').hidden = !isBack;
  byId('again').hidden = !isAgain;
  if (!isAgain) return;
  byId('again-share').value = again;
  byId('again-says').textContent = `Replaying to that moment: ${Math.floor(100 * again)} %`;
}

const modeOf = ({ mode, gradientsPerStep, stalenessBound }) => (gradientsPerStep ? `${mode}, K = ${gradientsPerStep}`
  : mode === 'stale-synchronous' ? `${mode}, bound ${stalenessBound}` : mode);

export function facts() {
  const { run, now, epochs, ended } = state;
  if (!run || !now) return;
  const epoch = epochs.at(-1);
  const entries = [
    ['step', `${whole(now.step)} / ${whole(run.steps)}`],
    [epoch ? `test accuracy, epoch ${epoch.epoch}` : 'test accuracy', epoch ? `${number(100 * epoch.testAccuracy, 4)} %` : '–'],
    ['cost', state.curve.length ? number(Number(state.curve.at(-1)[3]), 3) : '–'],
    [run.kind === 'simulated' ? 'virtual time' : 'training time', seconds(now.t)],
    ['network', run.network], ['mode', modeOf(run)], ['seed', run.seed], ['workers', whole(state.workers.states.length || run.workers)],
  ];
  const pair = ([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value ?? '–' })];
  byId('facts').replaceChildren(...entries.map(entry => element('div', {}, ...pair(entry))));
  byId('title').textContent = run.title;
  const counts = { 'events': now.events, 'samples': now.samples, 'messages in flight': now.flying, 'queued at the server': now.queue,
    'gradients refused': now.refused, ...state.faults };
  const more = Object.entries(counts).filter(([, value]) => value !== undefined).map(([name, value]) => [name, whole(value)]);
  more.push(['run', run.directory], ['replay with', run.command]);
  if (ended) more.push(['ended', `${ended.how} ${ended.why}`], ['weightsSha256', ended.weightsSha256]);
  if (ended?.eventsSha256) more.push(['eventsSha256', ended.eventsSha256]);
  if (ended?.comparison) more.push(['comparison', `${run.directory} ${ended.comparison}`]);
  byId('figures').replaceChildren(...more.flatMap(pair));
}
