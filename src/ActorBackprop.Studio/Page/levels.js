// A challenge: reach an accuracy, in a time, whatever is done to the workers. And the levels there are.

import { byId, bytes, element, number, seconds, whole } from './paint.js';
import { ask, state } from './state.js';
import { act, say } from './controls.js';

const reach = (accuracy, within) => `reach ${number(100 * accuracy, 4)} %${within ? ` within ${seconds(within)} of virtual time` : ''}`;

// Another run has begun: what it is to reach.
export function begin() {
  const { goal } = state.run;
  if (goal) byId('goal').value = number(100 * goal.accuracy, 4);
  byId('within').textContent = goal?.seconds ? ` within ${seconds(goal.seconds)} of virtual time` : '';
}

// The first epoch after which the goal was reached, with what it took.
export function judge() {
  if (!state.run || !state.workers.states) return;
  const goal = Number(byId('goal').value) / 100, within = state.run.goal?.seconds || Infinity;
  const reached = state.epochs.find(epoch => epoch.testAccuracy >= goal);
  const lost = (state.faults.crash ?? 0) + (state.faults.leave ?? 0);
  const gone = (state.faults.loss ?? 0) + (state.faults.break ?? 0);
  const trouble = `${whole(lost)} crash${lost === 1 ? '' : 'es'}, ${whole(gone)} messages lost, `
    + `${whole(state.faults.retransmission ?? 0)} sent again so far`;
  const best = Math.max(0, ...state.epochs.map(epoch => epoch.testAccuracy));
  const isOver = state.ended || (state.now?.t ?? 0) > within;
  byId('challenge').textContent = reached
    ? `${reached.world <= within ? 'Reached' : 'Reached, but too late'}: ${number(100 * reached.testAccuracy, 4)} % after epoch ${reached.epoch}, `
      + `in ${seconds(reached.world)}${reached.bytes == null ? '' : ` and ${bytes(reached.bytes)}`}; ${trouble}.`
    : state.epochs.length === 0 && !isOver ? 'It is measured after each epoch; none is over yet.'
      : `${isOver ? 'Missed' : 'Not yet'}: ${number(100 * best, 4)} %; ${trouble}.`;
}

// A level is another run: begun here, in place of this one, or with its line in a terminal.
export async function list() {
  const levels = await ask('levels');
  byId('level-list').replaceChildren(...levels.flatMap(({ name, title, about, goal, begins }) => {
    const begin = element('button', { textContent: 'Begin', ariaLabel: `Begin ${title}` });
    begin.addEventListener('click', async () => {
      say(`${title} begins…`);
      if (await act('level', null, 0, name)) byId('play').focus();
    });
    const challenge = goal ? ` Challenge: ${reach(goal.accuracy, goal.seconds)}.` : '';
    const line = element('code', { textContent: `actorbackprop simulate ${name} --view` });
    return [element('dt', {}, title, ...(begins ? [begin] : [])), element('dd', {}, element('div', { textContent: about + challenge }), line)];
  }));
}

byId('goal').addEventListener('input', judge);
