// A challenge: reach an accuracy in this level, whatever is done to it. And the levels there are.

import { byId, bytes, element, number, seconds, whole } from './paint.js';
import { ask, state } from './state.js';

// The first epoch after which the goal was reached, with what it took.
export function judge() {
  if (!state.run || !state.workers.states) return;
  const goal = Number(byId('goal').value) / 100;
  const reached = state.epochs.find(epoch => epoch.testAccuracy >= goal);
  const lost = (state.faults.crash ?? 0) + (state.faults.leave ?? 0);
  const trouble = `${whole(lost)} crash${lost === 1 ? '' : 'es'}, ${whole(state.faults.loss ?? 0)} lost messages so far`;
  const best = Math.max(0, ...state.epochs.map(epoch => epoch.testAccuracy));
  byId('challenge').textContent = reached
    ? `Reached: ${number(100 * reached.testAccuracy, 4)} % after epoch ${reached.epoch}, in ${seconds(reached.world)}`
      + `${reached.bytes == null ? '' : ` and ${bytes(reached.bytes)}`}; ${trouble}.`
    : state.epochs.length === 0 ? 'It is measured after each epoch; none is over yet.' : `Not yet: ${number(100 * best, 4)} %; ${trouble}.`;
}

// A level is another run: the line to start it with.
export async function list() {
  const levels = await ask('levels');
  byId('level-list').replaceChildren(...levels.flatMap(({ name, title, about }) => [
    element('dt', { textContent: title }),
    element('dd', {}, element('div', { textContent: about }), element('code', { textContent: `actorbackprop simulate ${name} --view` })),
  ]));
}

byId('goal').addEventListener('input', judge);
