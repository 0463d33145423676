// The challenge, to reach an accuracy within a time, and the list of levels.

import { byId, bytes, element, number, seconds, whole } from './paint.js';
import { ask, state } from './state.js';
import { act, goToTop, say } from './controls.js';

const reach = (accuracy, within) => `reach ${number(100 * accuracy, 4)} %${within ? ` within ${seconds(within)} of virtual time` : ''}`;

// Shows the goal of another run.
export function begin() {
  const { goal } = state.run;
  if (goal) byId('goal').value = number(100 * goal.accuracy, 4);
  byId('within').textContent = goal?.seconds ? ` within ${seconds(goal.seconds)} of virtual time` : '';
}

// Shows the progress: the first epoch that reached the goal, with its time and bytes. The verdict appears over the network as soon as it
// is decided; for a run without a goal, how the run ended.
export function judge() {
  const { run, workers, epochs, faults } = state;
  if (!run || !workers.states) return;
  const ended = state.ended?.how === 'stopped' ? null : state.ended; // a game that the user leaves is neither won nor lost
  const goal = Number(byId('goal').value) / 100, within = run.goal?.seconds || Infinity;
  const best = epochs.reduce((most, epoch) => (epoch.testAccuracy > (most?.testAccuracy ?? 0) ? epoch : most), null);
  const reached = epochs.find(epoch => epoch.testAccuracy >= goal);
  const lost = (faults.crash ?? 0) + (faults.leave ?? 0);
  const gone = (faults.loss ?? 0) + (faults.break ?? 0);
  const trouble = `${whole(lost)} crash${lost === 1 ? '' : 'es'}, ${whole(gone)} messages lost, `
    + `${whole(faults.retransmission ?? 0)} retransmitted so far`;
  const isOver = Boolean(ended) || (state.now?.t ?? 0) > within;
  const isWon = reached && reached.world <= within;
  byId('challenge').textContent = reached ? `${isWon ? 'Reached' : 'Reached, but too late'}: ${whatIn(reached)}; ${trouble}.`
    : epochs.length === 0 && !isOver ? 'Accuracy is measured after every epoch; the first is still running.'
      : `${isOver ? 'Missed' : 'Not yet'}: ${percent(best?.testAccuracy ?? 0)}; ${trouble}.`;
  if (!run.goal) tellVerdict(...(ended ? end(best) : []));
  else if (isWon) tellVerdict('won', 'Won', `${whatIn(reached)}. The goal: ${reach(goal, run.goal.seconds)}.`);
  else if (reached || isOver) tellVerdict('lost', 'Lost', `${why(reached, best, within)} The goal: ${reach(goal, run.goal.seconds)}.`);
  else tellVerdict();
}

const percent = share => `${number(100 * share, 4)} %`;

const whatIn = ({ testAccuracy, epoch, world, bytes: size }) =>
  `${percent(testAccuracy)} after epoch ${epoch}, in ${seconds(world)}${size == null ? '' : ` and ${bytes(size)}`}`;

const sentence = text => (text ? `${text[0].toUpperCase()}${text.slice(1).replace(/\.$/, '')}. ` : '');

function why(reached, best, within) {
  if (reached) return `${whatIn(reached)} is too late.`;
  const most = best ? `The best was ${whatIn(best)}.` : 'No epoch was completed.';
  const { ended } = state;
  const cause = !ended ? `the ${seconds(within)} have passed` : ended.how === 'completed' ? 'all epochs are complete' : ended.why || ended.how;
  return sentence(cause) + most;
}

// The verdict of a run without a goal.
function end(best) {
  const { ended, epochs, now, run } = state;
  const what = run.learnsNothing ? `${whole(now.step)} steps of the protocol alone.`
    : epochs.length ? `${whatIn(epochs.at(-1))}; the best was ${percent(best.testAccuracy)}.` : 'No epoch was completed.';
  return ended.how === 'completed' ? ['over', 'Finished', what] : ['lost', 'Ended', sentence(ended.why || ended.how) + what];
}

function tellVerdict(kind = '', word = '', text = '') {
  byId('verdict').hidden = !kind;
  byId('verdict').className = kind;
  byId('play-again').hidden = state.run.kind !== 'simulated';
  for (const [id, value] of [['verdict-word', word], ['verdict-why', text]])
    if (byId(id).textContent !== value) byId(id).textContent = value; // a screen reader speaks a live region each time it is written
}

// Lists the levels. Each one is a run of its own, started here or with its command in a terminal.
export async function list() {
  const levels = await ask('levels');
  if (levels) byId('level-list').replaceChildren(...levels.flatMap(({ name, title, about, goal, begins }) => {
    const begin = element('button', { textContent: 'Start', ariaLabel: `Start ${title}` });
    begin.addEventListener('click', async () => {
      say(`Starting ${title}…`);
      if (await act('level', null, 0, name)) goToTop();
    });
    const challenge = goal ? ` Challenge: ${reach(goal.accuracy, goal.seconds)}.` : '';
    const line = element('code', { textContent: `actorbackprop simulate ${name} --view` });
    return [element('dt', {}, title, ...(begins ? [begin] : [])), element('dd', {}, element('div', { textContent: about + challenge }), line)];
  }));
}

byId('goal').addEventListener('input', judge);
